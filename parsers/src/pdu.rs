//! The declaration of a protocol data unit, from which all the rest is derived.

use core::ops::Range;

use crate::{
    error::{Fault, ParseError},
    field::{Field, FieldInfo, Sink},
    input::Reader,
};

/// What is known of a kind of protocol data unit, apart from any bytes.
#[derive(Debug)]
pub struct Pdu {
    /// Its name in the specification.
    pub title: &'static str,
    /// Where the specification defines it.
    pub spec: &'static str,
    /// Its fields, in order.
    pub fields: &'static [FieldInfo],
    /// Reads `bytes`, which start at the given offset of their buffer, and tells the sink of every
    /// field. Returns the offset after the last field.
    pub describe: fn(&[u8], usize, &mut dyn Sink) -> Result<usize, ParseError>,
}

impl PartialEq for Pdu {
    fn eq(&self, other: &Self) -> bool {
        self.title == other.title && self.spec == other.spec
    }
}
impl Eq for Pdu {}

/// A typed view of the bytes of one kind of protocol data unit.
pub trait View<'a>: Field<'a> {
    /// The declaration.
    const PDU: &'static Pdu;

    /// Reads the fields one by one and tells `sink` of each.
    ///
    /// # Errors
    /// The first fault; the fields before it have been told.
    fn tell(reader: &mut Reader<'a>, sink: &mut dyn Sink) -> Result<(), Fault>;

    /// Reads the view from the start of `bytes`; bytes after it are left alone.
    ///
    /// # Errors
    /// Which field could not be read, and where.
    #[inline]
    fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(bytes, 0);
        Self::read(&mut reader).map_err(|fault| ParseError {
            layer: Self::PDU.title,
            fault,
            offset: reader.offset(),
        })
    }
}

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
        // An element without octets would come for ever.
        self.done = item.is_err() || self.reader.offset() == before;
        Some(item)
    }
}

impl<'a, T: Field<'a>> Field<'a> for List<'a, T> {
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

static COUNT: FieldInfo = FieldInfo { name: "count", filter: None, bits: None };

impl<'a, T: Field<'a>> Field<'a> for Counted<'a, T> {
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
        sink.field(&COUNT, at..reader.offset(), crate::Value::Unsigned(u64::from(count)));
        for _ in 0..count {
            T::describe(reader, info, sink)?;
        }
        Ok(())
    }
}

/// One field of part of a unit is told to the sink.
#[doc(hidden)]
pub fn describe_bits<'a, T: FromBitsField<'a>>(
    reader: &Reader<'a>,
    info: &'static FieldInfo,
    low: u32,
    high: u32,
    sink: &mut dyn Sink,
) {
    // Only the octets that hold the field's bits would be right for wide units; the whole unit is
    // what Wireshark marks too.
    let span: Range<usize> = reader.unit_span();
    sink.field(info, span, T::from_bits(reader.bits(low, high)).value());
}

/// Both traits that a field of bits needs.
#[doc(hidden)]
pub trait FromBitsField<'a>: Field<'a> + crate::field::FromBits {}
impl<'a, T: Field<'a> + crate::field::FromBits> FromBitsField<'a> for T {}

/// Declares a protocol data unit: the typed view, its field tree and its names, all in one.
///
/// ```
/// use btlint_parsers::{pdu, View};
/// pdu! {
///     /// The header of an AVDTP message that fits in one packet.
///     pub struct Header<'a> ("AVDTP header", "AVDTP 1.3, 8.4") {
///         /// Chosen by the sender of the command.
///         @u8 label: u8 [4..8] = "btavdtp.transaction_label",
///         packet_type: u8 [2..4] = "btavdtp.packet_type",
///         message_type: u8 [0..2] = "btavdtp.message_type",
///         @u8 signal: u8 [0..6] = "btavdtp.signal_id",
///         /// Service capabilities, end points or an error.
///         payload: &'a [u8],
///     }
/// }
/// let header = Header::parse(&[0x20, 0x01]).unwrap();
/// assert_eq!((header.label, header.signal), (2, 1));
/// ```
///
/// `@u8` (`@u16`, `@u24`, `@u32`; `@be16`, `@be32` for big-endian) reads a unit, and the fields with
/// a range pick bits of it. A field without a Wireshark name goes without `= "..."`.
#[macro_export]
macro_rules! pdu {
    ($(
        $(#[$attr:meta])*
        pub struct $name:ident $(<$life:lifetime>)? ($title:literal, $spec:literal) {
            $(
                $(#[$field_attr:meta])*
                $(@ $unit:ident)?
                $field:ident : $type:ty $([$low:literal .. $high:literal])? $(= $filter:literal)?
            ),* $(,)?
        }
    )+) => {$(
        $(#[$attr])*
        #[doc = concat!("\n\n", $spec, ".")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name $(<$life>)? {
            $( $(#[$field_attr])* #[allow(missing_docs)] pub $field: $type, )*
        }

        impl<'a> $crate::Field<'a> for $name $(<$life>)? {
            #[inline]
            #[allow(unused_variables)]
            fn read(reader: &mut $crate::Reader<'a>) -> Result<Self, $crate::Fault> {
                $(
                    $( $crate::pdu!(@unit reader $unit); )?
                    let $field = $crate::pdu!(@read reader $type $(, $low, $high)?);
                )*
                Ok(Self { $($field),* })
            }
            fn value(&self) -> $crate::Value<'a> {
                $crate::Value::Bytes(&[])
            }
            fn describe(
                reader: &mut $crate::Reader<'a>,
                _: &'static $crate::FieldInfo,
                sink: &mut dyn $crate::Sink,
            ) -> Result<(), $crate::Fault> {
                sink.enter($title, reader.offset());
                let told = <Self as $crate::View<'a>>::tell(reader, sink);
                sink.leave(reader.offset());
                told
            }
        }

        impl<'a> $crate::View<'a> for $name $(<$life>)? {
            const PDU: &'static $crate::Pdu = &$crate::Pdu {
                title: $title,
                spec: $spec,
                fields: &[$(
                    $crate::FieldInfo {
                        name: stringify!($field),
                        filter: $crate::pdu!(@option $($filter)?),
                        bits: $crate::pdu!(@option $(($low, $high))?),
                    }
                ),*],
                describe: |bytes, base, sink| {
                    let mut reader = $crate::Reader::new(bytes, base);
                    match <$crate::pdu!(@elided $name $($life)?) as $crate::View<'_>>::tell(
                        &mut reader,
                        sink,
                    ) {
                        Ok(()) => Ok(reader.offset()),
                        Err(fault) => Err($crate::ParseError {
                            layer: $title,
                            fault,
                            offset: reader.offset(),
                        }),
                    }
                },
            };

            #[allow(unused_variables, unused_mut, unused_assignments)]
            fn tell(
                reader: &mut $crate::Reader<'a>,
                sink: &mut dyn $crate::Sink,
            ) -> Result<(), $crate::Fault> {
                let fields = <Self as $crate::View<'a>>::PDU.fields;
                let mut index = 0;
                $(
                    $( $crate::pdu!(@unit reader $unit); )?
                    if let Some(info) = fields.get(index) {
                        $crate::pdu!(@tell reader info sink $type $(, $low, $high)?);
                    }
                    index += 1;
                )*
                Ok(())
            }
        }
    )+};
    (@elided $name:ident) => { $name };
    (@elided $name:ident $life:lifetime) => { $name<'_> };
    (@option) => { None };
    (@option $some:expr) => { Some($some) };
    (@unit $reader:ident u8) => { $reader.load_unit(1, false)? };
    (@unit $reader:ident u16) => { $reader.load_unit(2, false)? };
    (@unit $reader:ident u24) => { $reader.load_unit(3, false)? };
    (@unit $reader:ident u32) => { $reader.load_unit(4, false)? };
    (@unit $reader:ident u40) => { $reader.load_unit(5, false)? };
    (@unit $reader:ident be16) => { $reader.load_unit(2, true)? };
    (@unit $reader:ident be24) => { $reader.load_unit(3, true)? };
    (@unit $reader:ident be32) => { $reader.load_unit(4, true)? };
    (@read $reader:ident $type:ty) => { <$type as $crate::Field<'a>>::read($reader)? };
    (@read $reader:ident $type:ty, $low:literal, $high:literal) => {
        <$type as $crate::FromBits>::from_bits($reader.bits($low, $high))
    };
    (@tell $reader:ident $info:ident $sink:ident $type:ty) => {
        <$type as $crate::Field<'a>>::describe($reader, $info, $sink)?
    };
    (@tell $reader:ident $info:ident $sink:ident $type:ty, $low:literal, $high:literal) => {
        $crate::pdu::describe_bits::<$type>($reader, $info, $low, $high, $sink)
    };
}
