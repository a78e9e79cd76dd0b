//! The declaration of a protocol data unit, from which all the rest is derived.

use crate::{
    error::{Fault, ParseError},
    field::{Field, FieldInfo, Sink},
    input::Reader,
};

pub use crate::list::{Counted, List, ListIter};

/// What is known of a kind of protocol data unit, apart from any bytes.
pub struct Pdu {
    /// Its name in the specification.
    pub title: &'static str,
    /// The title as a filter writes it: `AVDTP start packet` is `avdtp_start_packet`.
    pub slug: &'static str,
    /// Where the specification defines it.
    pub spec: &'static str,
    /// What it is to the packet.
    pub role: Role,
    /// Its fields, in order.
    pub fields: &'static [FieldInfo],
    /// Octets that it takes, where that does not depend on what is in them.
    pub octets: Option<usize>,
    /// Reads `bytes`, which start at the given offset of their buffer, and passes every field to
    /// the sink. Returns the offset after the last field.
    pub describe: fn(&[u8], usize, &mut dyn Sink) -> Result<usize, ParseError>,
}

/// What a protocol data unit is to the packet that it is in, and so to the line that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// What the packet says.
    Message,
    /// A piece of the layer before it, which its title names too.
    Part,
    /// Only wraps what follows.
    Wrapping,
    /// Wraps what follows; where nothing does, its code says what the packet is.
    Coded,
    /// Needs the code of the layer before it to say what it is.
    Generic,
    /// How the packet was received, a check behind it, or samples of sound: of no interest by
    /// itself, even where it is innermost.
    Aside,
}

impl Pdu {
    /// A field, or a structure within one, is a key.
    pub fn is_secret(&self) -> bool {
        self.fields.iter().any(FieldInfo::is_secret)
    }

    /// The protocol in Wireshark's display filters, where a field has a name there.
    pub fn protocol(&self) -> Option<&'static str> {
        self.fields.iter().find_map(FieldInfo::protocol)
    }
}

/// The title alone: a declaration can hold itself.
impl core::fmt::Debug for Pdu {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Pdu({}, {})", self.title, self.spec)
    }
}

impl PartialEq for Pdu {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self, other) || (self.title == other.title && self.spec == other.spec)
    }
}
impl Eq for Pdu {}

/// A typed view of the bytes of one kind of protocol data unit.
pub trait View<'a>: Field<'a> {
    /// How the fields stand among each other.
    #[doc(hidden)]
    const PLACES: &'static [crate::layout::Place];

    /// The declarations of the fields.
    const FIELDS: &'static [FieldInfo];

    /// The declaration.
    const PDU: &'static Pdu;

    /// Reads the fields one by one and passes each to `sink`.
    ///
    /// # Errors
    /// The first fault; `sink` has the fields before it.
    fn write_fields(reader: &mut Reader<'a>, sink: &mut dyn Sink) -> Result<(), Fault>;

    /// Reads the view from the start of `bytes`; bytes after it are left alone.
    ///
    /// # Errors
    /// Which field could not be read, and where.
    #[inline]
    fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        Self::split(bytes).map(|(view, _)| view)
    }

    /// Reads the view from the start of `bytes`, and returns the bytes after it too.
    ///
    /// # Errors
    /// Which field could not be read, and where.
    #[inline]
    fn split(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), ParseError> {
        let mut reader = Reader::new(bytes, 0);
        match Self::read(&mut reader) {
            Ok(view) => Ok((view, reader.rest())),
            Err(fault) => {
                Err(ParseError { layer: Self::PDU.title, fault, offset: reader.offset() })
            }
        }
    }
}

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
///         @u8 signal: u8 [0..6] as Keep = "btavdtp.signal_id",
///         /// Service capabilities, end points or an error.
///         payload: &'a [u8],
///     }
/// }
/// let header = Header::parse(&[0x20, 0x01]).unwrap();
/// assert_eq!((header.label, header.signal), (2, 1));
/// assert_eq!(Header::PDU.slug, "avdtp_header");
/// ```
///
/// `@u8` (`@u16`, `@u24`, `@u32`; `@be16`, `@be32` for big-endian) reads a unit, and the fields with
/// a range pick bits of it. A field without a Wireshark name goes without `= "..."`. `as` an
/// [`Exposure`](crate::Exposure) says what strangers may see of the field, where its type does not. `as Form` is
/// a field that is public and only gives form, such as a length, and `as Reserved` one that is blank and means
/// nothing: the line of a packet leaves both out. A third word after the section is the [`Role`], which is
/// [`Role::Message`] without it.
///
/// `in NAME;` at the beginning names a list of all declarations that follow.
///
/// What cannot be read is refused when the program is compiled: bits without a unit,
///
/// ```compile_fail
/// # btlint_parsers::pdu! {
/// /** A header. */ pub struct Header ("Header", "1.1") {
///     first: u8 [0..4],
/// }
/// # }
/// ```
///
/// bits outside the unit,
///
/// ```compile_fail
/// # btlint_parsers::pdu! {
/// /** A header. */ pub struct Header ("Header", "1.1") {
///     @u8 first: u16 [0..9],
/// }
/// # }
/// ```
///
/// a type that is too small for its bits,
///
/// ```compile_fail
/// # btlint_parsers::pdu! {
/// /** A header. */ pub struct Header ("Header", "1.1") {
///     @u16 first: u8 [0..12],
/// }
/// # }
/// ```
///
/// and a unit that nothing picks bits of.
///
/// ```compile_fail
/// # btlint_parsers::pdu! {
/// /** A header. */ pub struct Header ("Header", "1.1") {
///     @u16 first: u16,
/// }
/// # }
/// ```
///
/// The same with nothing wrong:
///
/// ```
/// # btlint_parsers::pdu! {
/// /** A header. */ pub struct Header ("Header", "1.1") {
///     @u16 first: u16 [0..12],
///     second: u8 [12..16],
/// }
/// # }
/// ```
#[macro_export]
macro_rules! pdu {
    (in $list:ident; $(
        $(#[$attr:meta])*
        pub struct $name:ident $(<$life:lifetime>)? ($($head:tt)*) { $($body:tt)* }
    )+) => {
        /// The declarations of this file, or of a part of it.
        pub(crate) const $list: &[&$crate::Pdu] =
            &[$(<$crate::pdu!(@elided $name $($life)?) as $crate::View<'_>>::PDU),+];
        $crate::pdu! {
            $( $(#[$attr])* pub struct $name $(<$life>)? ($($head)*) { $($body)* } )+
        }
    };
    ($(
        $(#[$attr:meta])*
        pub struct $name:ident $(<$life:lifetime>)? ($title:literal, $spec:literal $(, $role:ident)?) {
            $(
                $(#[$field_attr:meta])*
                $(@ $unit:ident)?
                $field:ident : $type:ty
                    $([$low:literal .. $high:literal])? $(as $exposure:ident)? $(= $filter:literal)?
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
            const KIND: $crate::Kind = $crate::Kind::Structure;
            const OCTETS: Option<usize> = $crate::layout::octets(<Self as $crate::View<'a>>::PLACES);
            const PARTS: $crate::field::Parts =
                [&[<Self as $crate::View<'a>>::PDU], &[], &[], &[]];

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
                sink.enter(<Self as $crate::View<'a>>::PDU, reader.offset());
                let written = <Self as $crate::View<'a>>::write_fields(reader, sink);
                sink.leave(reader.offset());
                written
            }
        }

        // Whether or not anything uses the declaration.
        const _: Option<usize> = <$crate::pdu!(@elided $name $($life)?) as $crate::Field<'_>>::OCTETS;

        impl<'a> $crate::View<'a> for $name $(<$life>)? {
            const PLACES: &'static [$crate::layout::Place] = &[$(
                $crate::layout::Place {
                    unit: $crate::pdu!(@option $($crate::pdu!(@octets $unit))?),
                    bits: $crate::pdu!(@option $(
                        ($low, $high, <$type as $crate::FromBits>::BITS)
                    )?),
                    octets: <$type as $crate::Field<'a>>::OCTETS,
                }
            ),*];

            #[allow(unused_variables, unused_mut, unused_assignments)]
            const FIELDS: &'static [$crate::FieldInfo] = {
                let mut index = 0;
                &[$({
                    let info = $crate::FieldInfo::of::<$type>(
                        stringify!($field),
                        $crate::pdu!(@option $($filter)?),
                    );
                    $(
                        let info = info.bits(
                            $low,
                            $high,
                            $crate::layout::unit(<Self as $crate::View<'a>>::PLACES, index),
                        );
                    )?
                    $( let info = $crate::pdu!(@exposed info $exposure); )?
                    index += 1;
                    info
                }),*]
            };

            const PDU: &'static $crate::Pdu = &$crate::Pdu {
                title: $title,
                slug: $crate::slug!($title),
                spec: $spec,
                role: $crate::pdu!(@role $($role)?),
                fields: <Self as $crate::View<'a>>::FIELDS,
                octets: <Self as $crate::Field<'a>>::OCTETS,
                describe: |bytes, base, sink| {
                    let mut reader = $crate::Reader::new(bytes, base);
                    match <$crate::pdu!(@elided $name $($life)?) as $crate::View<'_>>::write_fields(
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
            fn write_fields(
                reader: &mut $crate::Reader<'a>,
                sink: &mut dyn $crate::Sink,
            ) -> Result<(), $crate::Fault> {
                let fields = <Self as $crate::View<'a>>::FIELDS;
                let mut index = 0;
                $(
                    $( $crate::pdu!(@unit reader $unit); )?
                    if let Some(info) = fields.get(index) {
                        $crate::pdu!(@write reader info sink $type $(, $low, $high)?);
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
    (@exposed $info:ident Form) => { $info.exposed($crate::Exposure::Keep).form() };
    (@exposed $info:ident Reserved) => { $info.exposed($crate::Exposure::Blank).form() };
    (@exposed $info:ident Checksum) => { $info.exposed($crate::Exposure::Checksum).form() };
    (@exposed $info:ident $exposure:ident) => { $info.exposed($crate::Exposure::$exposure) };
    (@role) => { $crate::pdu::Role::Message };
    (@role $role:ident) => { $crate::pdu::Role::$role };
    (@octets u8) => { 1 };
    (@octets u16) => { 2 };
    (@octets u24) => { 3 };
    (@octets u32) => { 4 };
    (@octets u40) => { 5 };
    (@octets be16) => { 2 };
    (@octets be24) => { 3 };
    (@octets be32) => { 4 };
    (@big be16) => { true };
    (@big be24) => { true };
    (@big be32) => { true };
    (@big $little:ident) => { false };
    (@unit $reader:ident $unit:ident) => {
        $reader.load_unit($crate::pdu!(@octets $unit), $crate::pdu!(@big $unit))?
    };
    (@read $reader:ident $type:ty) => { <$type as $crate::Field<'a>>::read($reader)? };
    (@read $reader:ident $type:ty, $low:literal, $high:literal) => {
        <$type as $crate::FromBits>::from_bits($reader.bits($low, $high))
    };
    (@write $reader:ident $info:ident $sink:ident $type:ty) => {
        <$type as $crate::Field<'a>>::describe($reader, $info, $sink)?
    };
    (@write $reader:ident $info:ident $sink:ident $type:ty, $low:literal, $high:literal) => {
        $crate::layout::describe_bits::<$type>($reader, $info, $low, $high, $sink)
    };
}
