//! Elements that say their own kind and length, and elements of one length that a code gives.

use core::marker::PhantomData;

use crate::{
    error::Fault,
    field::{Exposure, Field, FieldInfo, Kind, Parts, Sink},
    input::Reader,
    pdu::{Pdu, View},
    value::Value,
};

/// The head of an element: what it is and how many octets follow.
pub trait Tagged<'a>: View<'a> {
    /// Octets of content after the head.
    fn content_length(&self) -> usize;

    /// Every declaration that the content can be read with.
    const CONTENT: [&'static [&'static Pdu]; 3];

    /// The declarations that this content is read with, one after another; of [`Self::CONTENT`].
    fn content_pdus(&self, content: &[u8]) -> [Option<&'static Pdu>; 3];
}

/// A head and the content whose length the head gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'a, H> {
    /// What the element is.
    pub head: H,
    /// As many octets as the head says.
    pub content: &'a [u8],
}

/// Octets of an element that its declaration does not cover.
pub static CONTENT: [FieldInfo; 1] = [FieldInfo::of::<&[u8]>("content", None)];

impl<'a, H: Tagged<'a>> Field<'a> for Element<'a, H> {
    const KIND: Kind = Kind::Structure;
    const OCTETS: Option<usize> = None;
    const BESIDE: &'static [FieldInfo] = &CONTENT;
    const PARTS: Parts = [&[H::PDU], H::CONTENT[0], H::CONTENT[1], H::CONTENT[2]];

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let head = H::read(reader)?;
        let content = content(reader, head.content_length())?;
        Ok(Self { head, content })
    }

    fn value(&self) -> Value<'a> {
        Value::Bytes(self.content)
    }

    fn describe(
        reader: &mut Reader<'a>,
        _: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        sink.enter(H::PDU, reader.offset());
        let written = write_element::<H>(reader, sink);
        sink.leave(reader.offset());
        written
    }
}

fn content<'a>(reader: &mut Reader<'a>, declared: usize) -> Result<&'a [u8], Fault> {
    let available = reader.rest().len();
    if declared > available {
        return Err(Fault::Length { declared, available });
    }
    reader.take(declared)
}

fn write_element<'a, H: Tagged<'a>>(
    reader: &mut Reader<'a>,
    sink: &mut dyn Sink,
) -> Result<(), Fault> {
    let head = H::read(&mut reader.clone())?;
    H::write_fields(reader, sink)?;
    let declared = head.content_length();
    let available = reader.rest().len();
    let whole = reader.rest().get(..declared).unwrap_or(reader.rest());
    let end = reader.offset() + whole.len();
    for pdu in head.content_pdus(whole).into_iter().flatten() {
        let rest = reader.rest();
        let left = rest.get(..end.saturating_sub(reader.offset())).unwrap_or(rest);
        let written = (pdu.describe)(left, reader.offset(), sink);
        let reached = match &written {
            Ok(offset) => *offset,
            Err(error) => error.offset,
        };
        reader.take(reached.saturating_sub(reader.offset()))?;
        if let Err(error) = written {
            // A content that was cut short is the fault, not the field that this cut through.
            return Err(if declared > available {
                Fault::Length { declared, available }
            } else {
                error.fault
            });
        }
    }
    let start = reader.offset();
    let rest = reader.take(end.saturating_sub(start))?;
    if !rest.is_empty() {
        sink.field(&CONTENT[0], start..end, Value::Bytes(rest));
    }
    if declared > available { Err(Fault::Length { declared, available }) } else { Ok(()) }
}

/// How a code gives the length of the elements after it.
pub trait Stride<'a> {
    /// The elements.
    type Item: View<'a>;
    /// The code.
    const CODE: &'static [FieldInfo; 1];
    /// Octets of one element; `None` when the code says nothing that can be used.
    fn octets(code: u8) -> Option<usize>;
}

/// A code of one octet that gives the length of an element, then elements of that length.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Strided<'a, S> {
    /// The code.
    pub code: u8,
    /// The octets that the elements are in.
    pub bytes: &'a [u8],
    kind: PhantomData<S>,
}

impl<S> core::fmt::Debug for Strided<'_, S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Strided({:#04x}, {:02x?})", self.code, self.bytes)
    }
}

impl<'a, S: Stride<'a>> Strided<'a, S> {
    /// The elements, up to the first that cannot be read; the fault is the last item.
    pub fn iter(&self) -> impl Iterator<Item = Result<S::Item, Fault>> + use<'a, S> {
        let octets = S::octets(self.code).unwrap_or(usize::MAX).max(1);
        let mut failed = false;
        self.bytes.chunks(octets).map_while(move |chunk| {
            if failed {
                return None;
            }
            let item = S::Item::read(&mut Reader::new(chunk, 0));
            failed = item.is_err();
            Some(item)
        })
    }
}

impl<'a, S: Stride<'a> + Copy> Field<'a> for Strided<'a, S> {
    const KIND: Kind = Kind::Structure;
    const OCTETS: Option<usize> = None;
    const EXPOSURE: Exposure = S::Item::EXPOSURE;
    const BESIDE: &'static [FieldInfo] = S::CODE;
    const PARTS: Parts = S::Item::PARTS;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let code = u8::read(reader)?;
        if S::octets(code).is_none() {
            return Err(Fault::Invalid { field: S::CODE[0].name });
        }
        Ok(Self { code, bytes: reader.take_rest(), kind: PhantomData })
    }

    fn value(&self) -> Value<'a> {
        Value::Bytes(self.bytes)
    }

    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let code = u8::read(&mut reader.clone())?;
        u8::describe(reader, &S::CODE[0], sink)?;
        let octets = S::octets(code).ok_or(Fault::Invalid { field: S::CODE[0].name })?.max(1);
        while !reader.rest().is_empty() {
            let rest = reader.rest();
            let start = reader.offset();
            let mut item = Reader::new(rest.get(..octets).unwrap_or(rest), start);
            let written = S::Item::describe(&mut item, info, sink);
            let used = if written.is_ok() { octets.min(rest.len()) } else { item.offset() - start };
            reader.take(used)?;
            written?;
        }
        Ok(())
    }
}
