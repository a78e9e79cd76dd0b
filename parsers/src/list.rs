//! Elements of one kind, one after another.

use crate::{
    error::Fault,
    field::{Exposure, Field, FieldInfo, Kind, Parts, Sink},
    input::Reader,
};

/// Elements of one kind, one after another until the bytes end. Read one at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct List<'a, T> {
    bytes: &'a [u8],
    kind: core::marker::PhantomData<T>,
}

impl<'a, T: Field<'a>> List<'a, T> {
    /// The elements in `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, kind: core::marker::PhantomData }
    }
    /// The octets that the elements are in.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
    /// The elements, up to the first that cannot be read; the fault is the last item.
    pub fn iter(&self) -> ListIter<'a, T> {
        ListIter {
            reader: Reader::new(self.bytes, 0),
            done: false,
            kind: core::marker::PhantomData,
        }
    }
}

impl<T> core::fmt::Debug for List<'_, T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "List({:02x?})", self.bytes)
    }
}

/// See [`List::iter`].
#[derive(Debug, Clone)]
pub struct ListIter<'a, T> {
    reader: Reader<'a>,
    done: bool,
    kind: core::marker::PhantomData<T>,
}

impl<'a, T: Field<'a>> Iterator for ListIter<'a, T> {
    type Item = Result<T, Fault>;
    fn next(&mut self) -> Option<Self::Item> {
        if self.done || self.reader.rest().is_empty() {
            return None;
        }
        let before = self.reader.offset();
        let item = T::read(&mut self.reader);
        // An element without octets would repeat endlessly.
        self.done = item.is_err() || self.reader.offset() == before;
        Some(item)
    }
}

impl<'a, T: Field<'a>> Field<'a> for List<'a, T> {
    const KIND: Kind = T::KIND;
    const OCTETS: Option<usize> = None;
    const EXPOSURE: Exposure = T::EXPOSURE;
    const BESIDE: &'static [FieldInfo] = T::BESIDE;
    const PARTS: Parts = T::PARTS;

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        Ok(Self::new(reader.take_rest()))
    }
    fn value(&self) -> crate::Value<'a> {
        crate::Value::Bytes(self.bytes)
    }
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        while !reader.rest().is_empty() {
            let before = reader.offset();
            T::describe(reader, info, sink)?;
            if reader.offset() == before {
                break;
            }
        }
        Ok(())
    }
}

/// A count of one octet, then as many elements (HCI's arrayed parameters, Core Vol 4 Part E 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted<'a, T> {
    /// The count that was declared.
    pub count: u8,
    /// The elements; fewer than `count` where the bytes end early.
    pub items: List<'a, T>,
}

static COUNT: [FieldInfo; 1] = [FieldInfo::of::<u8>("count", None).exposed(Exposure::Keep).form()];

impl<'a, T: Field<'a>> Field<'a> for Counted<'a, T> {
    const KIND: Kind = T::KIND;
    const OCTETS: Option<usize> = None;
    const EXPOSURE: Exposure = T::EXPOSURE;
    const BESIDE: &'static [FieldInfo] = &COUNT;
    const PARTS: Parts = T::PARTS;

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let count = u8::read(reader)?;
        let bytes = reader.rest();
        let start = reader.offset();
        for _ in 0..count {
            T::read(reader)?;
        }
        let used = reader.offset() - start;
        Ok(Self { count, items: List::new(bytes.get(..used).unwrap_or(bytes)) })
    }
    fn value(&self) -> crate::Value<'a> {
        crate::Value::Unsigned(u64::from(self.count))
    }
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let at = reader.offset();
        let count = u8::read(reader)?;
        sink.field(&COUNT[0], at..reader.offset(), crate::Value::Unsigned(u64::from(count)));
        for _ in 0..count {
            T::describe(reader, info, sink)?;
        }
        Ok(())
    }
}
