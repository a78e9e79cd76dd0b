//! What a device says of itself: advertising data, scan responses and extended inquiry responses
//! (Core Vol 3 Part C, 11).

use crate::{
    Fault, Field, FieldInfo, Kind, List, Reader, Sink, Value,
    field::Parts,
    hci::types::{Data, LENGTH, Name},
    ll::ad::{AdStructure, AdType},
};

/// AD structures one after another, up to an empty one or to the end of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdvertisingData<'a>(pub &'a [u8]);

impl<'a> AdvertisingData<'a> {
    /// The structures, up to the first that is empty or longer than what is left: what comes over
    /// the air need not be well formed, and that is no fault of the packet around it.
    pub fn structures(&self) -> impl Iterator<Item = AdStructure<'a>> + use<'a> {
        List::<AdStructure<'a>>::new(self.0)
            .iter()
            .map_while(Result::ok)
            .take_while(|structure| structure.kind.is_some())
    }

    /// The first structure of one kind.
    pub fn find(&self, kind: AdType) -> Option<&'a [u8]> {
        self.structures().find(|structure| structure.kind == Some(kind)).map(|found| found.data)
    }

    /// The device's name as it came from the air, up to a NUL; the complete one if it is there.
    pub fn name(&self) -> Option<&'a [u8]> {
        self.find(AdType::COMPLETE_NAME)
            .or_else(|| self.find(AdType::SHORTENED_NAME))
            .map(|octets| Name::new(octets).0)
    }
}

/// Takes everything that is left.
impl<'a> Field<'a> for AdvertisingData<'a> {
    const KIND: Kind = Kind::Octets;
    const OCTETS: Option<usize> = None;
    const PARTS: Parts = AdStructure::PARTS;

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        Ok(Self(reader.take_rest()))
    }
    fn value(&self) -> Value<'a> {
        Value::Bytes(self.0)
    }
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let start = reader.offset();
        let all = Self::read(reader)?;
        if all.0.is_empty() {
            return Ok(());
        }
        sink.field(info, start..reader.offset(), all.value());
        // A structure that is longer than what is left ends the list; see `structures`.
        let _ = List::<AdStructure<'a>>::describe(&mut Reader::new(all.0, start), info, sink);
        Ok(())
    }
}

/// Advertising data with a length of one octet before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedAdvertisingData<'a>(pub AdvertisingData<'a>);

impl<'a> Field<'a> for CountedAdvertisingData<'a> {
    const KIND: Kind = Kind::Octets;
    const OCTETS: Option<usize> = None;
    const BESIDE: &'static [FieldInfo] = &LENGTH;
    const PARTS: Parts = AdStructure::PARTS;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        Data::read(reader).map(|data| Self(AdvertisingData(data.0)))
    }
    fn value(&self) -> Value<'a> {
        self.0.value()
    }
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let at = reader.offset();
        let length = u8::read(reader)?;
        sink.field(&LENGTH[0], at..reader.offset(), Value::Unsigned(u64::from(length)));
        let start = reader.offset();
        let bytes = reader.take(usize::from(length))?;
        AdvertisingData::describe(&mut Reader::new(bytes, start), info, sink)
    }
}

/// Advertising data with a length of one octet before it, in a field of 31 octets: what the length
/// leaves is padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaddedAdvertisingData<'a>(pub AdvertisingData<'a>);

/// Octets of the field.
const PADDED: usize = 31;

static BESIDE: [FieldInfo; 2] = [LENGTH[0], FieldInfo::of::<&[u8]>("padding", None)];

impl PaddedAdvertisingData<'_> {
    /// How many octets pad so many octets of data; a field that is too short has fewer.
    fn padding(reader: &Reader<'_>, data: usize) -> usize {
        PADDED.saturating_sub(data).min(reader.rest().len())
    }
}

impl<'a> Field<'a> for PaddedAdvertisingData<'a> {
    const KIND: Kind = Kind::Octets;
    const OCTETS: Option<usize> = None;
    const BESIDE: &'static [FieldInfo] = &BESIDE;
    const PARTS: Parts = AdStructure::PARTS;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let CountedAdvertisingData(data) = CountedAdvertisingData::read(reader)?;
        let padding = Self::padding(reader, data.0.len());
        reader.take(padding)?;
        Ok(Self(data))
    }
    fn value(&self) -> Value<'a> {
        self.0.value()
    }
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let start = reader.offset();
        CountedAdvertisingData::describe(reader, info, sink)?;
        let padding = Self::padding(reader, reader.offset() - start - 1);
        let start = reader.offset();
        let octets = reader.take(padding)?;
        if !octets.is_empty() {
            sink.field(&BESIDE[1], start..reader.offset(), Value::Bytes(octets));
        }
        Ok(())
    }
}
