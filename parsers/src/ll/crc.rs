//! The CRC of 24 bits over header and payload (Core Vol 6 Part B, 3.1.1).

use crc::Table;

use crate::{Exposure, Fault, Field, Kind, Reader, U24, Value};

/// What the shift register starts with on advertising channels. On data channels it is the CRCInit
/// of the CONNECT_IND.
pub const ADVERTISING_CRC_INIT: u32 = 0x55_5555;

/// x^24 + x^10 + x^9 + x^6 + x^4 + x^3 + x + 1, least significant bit of each octet first. Sixteen
/// octets at once: every packet from the air passes here.
static LOW_ENERGY: crc::Crc<u32, Table<16>> = crc::Crc::<u32, Table<16>>::new(&crc::CRC_24_BLE);

/// A CRC as the specification writes it: bit 23 is position 23 of the register, which goes on the
/// air first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Crc24(pub u32);

impl<'a> Field<'a> for Crc24 {
    const KIND: Kind = Kind::Hex;
    const OCTETS: Option<usize> = Some(3);
    const EXPOSURE: Exposure = Exposure::Checksum;

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        U24::read(reader).map(|U24(mirrored)| Self(mirror(mirrored)))
    }
    fn value(&self) -> Value<'a> {
        Value::Hex(u64::from(self.0))
    }
}

/// The register while a packet runs through it.
#[derive(Clone)]
pub struct Crc(crc::Digest<'static, u32, Table<16>>);

impl Crc {
    /// Starts with the lower 24 bits of `init`.
    #[inline]
    pub fn new(init: u32) -> Self {
        Self(LOW_ENERGY.digest_with_initial(init))
    }
    /// Takes the next octets of the PDU.
    #[inline]
    pub fn update(&mut self, octets: &[u8]) {
        self.0.update(octets);
    }
    /// The CRC of what was taken.
    #[inline]
    pub fn finish(self) -> Crc24 {
        Crc24(mirror(self.0.finalize()))
    }
}

/// The CRC of a PDU: header and payload, without access address.
///
/// ```
/// use btlint_parsers::ll::{ADVERTISING_CRC_INIT, crc24};
/// let pdu = [0x00, 0x09, 0xe8, 0xdd, 0x6e, 0xe5, 0xc5, 0x78, 0x02, 0x01, 0x05];
/// assert_eq!(crc24(ADVERTISING_CRC_INIT, &pdu).0, 0x63_3c69);
/// ```
pub fn crc24(init: u32, pdu: &[u8]) -> Crc24 {
    let mut crc = Crc::new(init);
    crc.update(pdu);
    crc.finish()
}

/// The lower 24 bits in the opposite order.
const fn mirror(value: u32) -> u32 {
    value.reverse_bits() >> 8
}
