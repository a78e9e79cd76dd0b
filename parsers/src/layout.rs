//! What [`pdu!`](crate::pdu!) works out when the program is compiled: how the fields stand among each
//! other, and the title as filters write it.

#![allow(missing_docs)]
#![expect(
    clippy::indexing_slicing,
    reason = "it runs when the program is compiled, and an index outside refuses to compile"
)]

use core::ops::Range;

use crate::{
    field::{Field, FieldInfo, Sink},
    input::Reader,
};

/// Passes a field of bits to the sink.
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

/// How a field stands among the others: the unit that it opens, in octets; its bits of a unit, and
/// the bits that its type holds; its octets, if it takes its own.
#[doc(hidden)]
pub struct Place {
    pub unit: Option<usize>,
    pub bits: Option<(u32, u32, u32)>,
    pub octets: Option<usize>,
}

/// Octets of all fields together, if that is known. Refuses, when the program is compiled, a field
/// of bits that no unit holds or whose type is too small for it.
#[doc(hidden)]
pub const fn octets(fields: &[Place]) -> Option<usize> {
    let (mut total, mut known) = (0, true);
    let mut open = None;
    let mut index = 0;
    while index < fields.len() {
        let field = &fields[index];
        if let Some(octets) = field.unit {
            total += octets;
            open = Some(octets);
        }
        match (field.bits, open) {
            (Some((low, high, holds)), Some(octets)) => {
                assert!(low < high, "a range of bits without bits");
                assert!(high as usize <= 8 * octets, "bits outside their unit");
                assert!(high - low <= holds, "more bits than the type of the field holds");
            }
            (Some(_), None) => panic!("bits without a unit before them"),
            (None, _) => {
                assert!(field.unit.is_none(), "a unit without bits of it");
                open = None;
                match field.octets {
                    Some(octets) => total += octets,
                    None => known = false,
                }
            }
        }
        index += 1;
    }
    if known { Some(total) } else { None }
}

/// Octets of the unit that the field at `index` has its bits in.
#[doc(hidden)]
pub const fn unit(fields: &[Place], mut index: usize) -> usize {
    loop {
        match (fields[index].unit, index) {
            (Some(octets), _) => return octets,
            (None, 0) => return 0,
            _ => index -= 1,
        }
    }
}

/// Octets of a title's slug.
#[doc(hidden)]
pub const fn slug_length(title: &str) -> usize {
    let title = title.as_bytes();
    let (mut length, mut gap, mut index) = (0, false, 0);
    while index < title.len() {
        if title[index].is_ascii_alphanumeric() {
            length += if gap && length > 0 { 2 } else { 1 };
            gap = false;
        } else {
            gap = true;
        }
        index += 1;
    }
    length
}

/// A title in small letters and digits, with one `_` for whatever stands between them.
#[doc(hidden)]
pub const fn slug<const N: usize>(title: &str) -> [u8; N] {
    let title = title.as_bytes();
    let mut slug = [b'_'; N];
    let (mut length, mut gap, mut index) = (0, false, 0);
    while index < title.len() {
        if title[index].is_ascii_alphanumeric() {
            length += (gap && length > 0) as usize;
            slug[length] = title[index].to_ascii_lowercase();
            length += 1;
            gap = false;
        } else {
            gap = true;
        }
        index += 1;
    }
    slug
}

/// The slug as text.
#[doc(hidden)]
pub const fn text(slug: &[u8]) -> &str {
    match core::str::from_utf8(slug) {
        Ok(text) => text,
        Err(_) => "",
    }
}

/// The slug of a title, made when the program is compiled.
#[doc(hidden)]
#[macro_export]
macro_rules! slug {
    ($title:expr) => {{
        const SLUG: [u8; $crate::layout::slug_length($title)] = $crate::layout::slug($title);
        $crate::layout::text(&SLUG)
    }};
}
