//! Elements of type, length and content, for the lists that hold them.

use parsers::{
    avdtp::{Category, CodecType, capability},
    l2cap::{OptionType, option::OptionValue},
    ll::ad::{AdData, AdType},
};

use super::bytes::{Source, contents};

/// Advertising structures of every type.
pub(crate) fn advertising() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for &(kind, _) in AdType::KNOWN {
        let contents = AdData::pdu(kind).map(contents);
        let contents = contents.unwrap_or_else(|| vec![b"\x01\x02btlint".to_vec()]);
        for content in contents.into_iter().filter(|content| content.len() <= 26).take(4) {
            found.push([&[content.len() as u8 + 1, kind.0], &*content].concat());
        }
    }
    found
}

/// Configuration options of every type.
pub(crate) fn options() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for &(kind, _) in OptionType::KNOWN {
        let contents = OptionValue::pdu(kind).map(contents).unwrap_or_default();
        for content in contents.into_iter().filter(|content| content.len() <= 40).take(3) {
            found.push([&[kind.0, content.len() as u8], &*content].concat());
        }
    }
    found
}

/// Vendor and codec identifiers of codecs that Wireshark reads.
const VENDOR_CODECS: [[u8; 6]; 5] = [
    [0x4f, 0, 0, 0, 0x01, 0],
    [0xd7, 0, 0, 0, 0x24, 0],
    [0x2d, 1, 0, 0, 0xaa, 0],
    [0x0a, 0, 0, 0, 0x02, 0],
    [0x0a, 0, 0, 0, 0x01, 0],
];

/// Service capabilities of every category and codec.
pub(crate) fn capabilities(source: &mut Source) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut add = |kind: Category, content: &[u8]| {
        found.push([&[kind.0, content.len() as u8], content].concat());
    };
    for &(kind, pdu) in capability::Content::PDUS {
        if kind != Category::MEDIA_CODEC {
            for content in contents(pdu).into_iter().filter(|c| c.len() <= 20).take(3) {
                add(kind, &content);
            }
        }
    }
    for &(codec, _) in CodecType::KNOWN {
        let lengths: &[usize] = match codec {
            CodecType::SBC | CodecType::MPEG_1_2_AUDIO => &[4],
            CodecType::MPEG_2_4_AAC => &[6],
            CodecType::ATRAC => &[7],
            _ => continue,
        };
        for fill in [None, None, Some(0), Some(0xff)] {
            for &length in lengths {
                let octets = (0..length).map(|_| fill.unwrap_or(source.next() as u8));
                let content: Vec<_> = [0, codec.0].into_iter().chain(octets).collect();
                add(Category::MEDIA_CODEC, &content);
            }
        }
    }
    for vendor in VENDOR_CODECS {
        for fill in [None, Some(0xff), Some(0)] {
            for length in 1..=9 {
                let octets = (0..length).map(|_| fill.unwrap_or(source.next() as u8));
                let content: Vec<_> = [0, 0xff].into_iter().chain(vendor).chain(octets).collect();
                add(Category::MEDIA_CODEC, &content);
            }
        }
    }
    found
}
