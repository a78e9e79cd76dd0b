//! Open code tables and dispatch by code.

/// Declares an open code: every value is legal, and known ones have a name.
///
/// ```
/// use btlint_parsers::codes;
/// codes! {
///     /// Reason of an AVDTP reject.
///     pub ErrorCode(u8) {
///         BAD_STATE = 0x31 => "Bad State",
///     }
/// }
/// assert_eq!(ErrorCode::BAD_STATE.name(), Some("Bad State"));
/// assert_eq!(ErrorCode(0x99).name(), None);
/// ```
///
/// With `dynamic from N` after the type, values from there on are assigned at run time: they are
/// shown as numbers, and not as unknown.
#[macro_export]
macro_rules! codes {
    ($(
        $(#[$attr:meta])*
        pub $name:ident($repr:ty) $(dynamic from $dynamic:literal)? {
            $( $(#[$code_attr:meta])* $code:ident = $value:literal => $text:literal ),* $(,)?
        }
    )+) => {$(
        $(#[$attr])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $repr);

        #[allow(missing_docs)]
        impl $name {
            $( $(#[$code_attr])* pub const $code: Self = Self($value); )*

            /// The known codes with their names, in the order of the specification.
            pub const KNOWN: &'static [(Self, &'static str)] = &[$((Self($value), $text)),*];

            /// The same, whatever the code.
            pub const CODES: &'static [(u64, &'static str)] = &[$(($value, $text)),*];

            /// The name in the specification, if the code is known.
            pub fn name(self) -> Option<&'static str> {
                match self.0 {
                    $( $value => Some($text), )*
                    _ => None,
                }
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => write!(f, "{name}"),
                    None => write!(f, concat!(stringify!($name), "({:#04x})"), self.0),
                }
            }
        }

        /// The name and the code, as `Page Timeout (0x04)`.
        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::Field::value(self).fmt(f)
            }
        }

        impl<'a> $crate::Field<'a> for $name {
            const KIND: $crate::Kind = $crate::Kind::Code(Self::CODES);
            const OCTETS: Option<usize> = <$repr as $crate::Field<'a>>::OCTETS;
            const EXPOSURE: $crate::Exposure = $crate::Exposure::Keep;

            #[inline]
            fn read(reader: &mut $crate::Reader<'a>) -> Result<Self, $crate::Fault> {
                <$repr as $crate::Field<'a>>::read(reader).map(Self)
            }
            fn value(&self) -> $crate::Value<'a> {
                $(
                    if self.0 >= $dynamic && self.name().is_none() {
                        return $crate::Value::Hex(u64::from(self.0));
                    }
                )?
                $crate::Value::Code(u64::from(self.0), self.name())
            }
        }

        impl $crate::FromBits for $name {
            const BITS: u32 = <$repr>::BITS;

            #[inline]
            fn from_bits(bits: u64) -> Self {
                Self(<$repr as $crate::FromBits>::from_bits(bits))
            }
        }
    )+};
}

/// Declares which view the bytes after a code are: an enum, its parser, and the list of them.
///
/// ```
/// use btlint_parsers::{codes, dispatch, pdu};
/// codes! { /** A code. */ pub Code(u8) { INQUIRY = 1 => "Inquiry Complete" } }
/// pdu! { /** An event. */ pub struct InquiryComplete ("Inquiry Complete", "Vol 4 Part E, 7.7.1") {
///     status: u8,
/// } }
/// dispatch! {
///     /// The events.
///     pub enum Event<'a> by Code { INQUIRY => InquiryComplete(InquiryComplete) }
/// }
/// assert!(matches!(Event::parse(Code(1), &[0]), Ok(Event::InquiryComplete(_))));
/// assert!(matches!(Event::parse(Code(9), &[0]), Ok(Event::Unknown(&[0]))));
/// ```
#[macro_export]
macro_rules! dispatch {
    (
        $(#[$attr:meta])*
        pub enum $name:ident<'a> by $code:ident {
            $( $constant:ident => $variant:ident($view:ty) ),* $(,)?
        }
    ) => {
        $(#[$attr])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum $name<'a> {
            $( $variant($view), )*
            /// A code without a declaration here; the bytes as they are.
            Unknown(&'a [u8]),
        }

        impl<'a> $name<'a> {
            /// Every declaration with its code.
            pub const PDUS: &'static [($code, &'static $crate::Pdu)] =
                &[$(($code::$constant, <$view as $crate::View<'_>>::PDU)),*];

            /// The declarations alone.
            pub const VIEWS: &'static [&'static $crate::Pdu] =
                &[$(<$view as $crate::View<'_>>::PDU),*];

            /// Reads the view that belongs to `code`.
            ///
            /// # Errors
            /// The first field that could not be read.
            #[inline]
            pub fn parse(code: $code, bytes: &'a [u8]) -> Result<Self, $crate::ParseError> {
                match code {
                    $( $code::$constant => <$view as $crate::View<'a>>::parse(bytes).map(Self::$variant), )*
                    _ => Ok(Self::Unknown(bytes)),
                }
            }

            /// Octets of the view that belongs to `code`, where they are as many for all.
            pub fn octets(code: $code) -> Option<usize> {
                Self::pdu(code)?.octets
            }

            /// The declaration that belongs to `code`.
            pub fn pdu(code: $code) -> Option<&'static $crate::Pdu> {
                match code {
                    $( $code::$constant => Some(<$view as $crate::View<'_>>::PDU), )*
                    _ => None,
                }
            }
        }
    };
}
