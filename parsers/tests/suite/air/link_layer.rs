//! Advertising, data and control PDUs.

use super::*;

#[test]
fn connect_ind() {
    let bytes = hex(CONNECT_IND);
    let packet = ll::Packet::parse(&bytes, Framing::default()).unwrap();
    let Body::Advertising(header, payload) = packet.body else { panic!("{packet:?}") };
    assert_eq!(header.kind, AdvertisingType::CONNECT_IND);
    assert!(header.tx_random && header.rx_random && !header.channel_selection_2);
    let Ok(Advertising::ConnectInd(connect)) = Advertising::parse(header.kind, payload) else {
        panic!()
    };
    assert_eq!(connect.initiator, Address([0x6a, 0xaf, 0xb4, 0xe3, 0x75, 0x3d]));
    assert_eq!(connect.access_address.0, 0x90c5_ee5b);
    assert_eq!(connect.crc_init.0, 0x27_0650);
    assert_eq!((connect.window_size.0, connect.window_offset.0), (2, 7));
    assert_eq!((connect.interval.0, connect.latency.0, connect.timeout.0), (36, 0, 500));
    assert_eq!(connect.channel_map.used(), 37);
    assert_eq!((connect.hop, connect.sleep_clock_accuracy.0), (10, 5));
    assert_eq!(ConnectInd::parse(&payload[..33]).unwrap_err().offset, 33);
}

#[test]
fn extended_advertising_fields() {
    let bytes = hex(SAMPLES[6].1);
    let frame = dissect(Link::LowEnergy, 0, &bytes, &Context::default());
    assert_eq!(frame.stop, None);
    let told = Told::of(&frame);
    let prefix = "btle.extended_advertising";
    assert_eq!(told.get("btle.advertising_address"), Some("06:05:04:03:02:01"));
    assert_eq!(told.get(&format!("{prefix}.advertising_data_info.did")), Some("564"));
    assert_eq!(told.get(&format!("{prefix}.advertising_data_info.sid")), Some("1"));
    assert_eq!(told.get(&format!("{prefix}_header.aux_pointer.channel")), Some("5"));
    assert_eq!(told.get(&format!("{prefix}_header.aux_pointer.aux_offset")), Some("16"));
    assert_eq!(told.get(&format!("{prefix}_header.aux_pointer.aux_phy")), Some("1"));
    // Flags that want more than the header's length.
    let bytes = hex("d6be898e 0708 02 01 010203040506 aabbcc");
    let frame = dissect(Link::LowEnergy, 0, &bytes, &Context::default());
    assert_eq!(frame.stop.unwrap().fault, Fault::Length { declared: 2, available: 7 });
}

#[test]
fn advertising_data_of_a_wrong_length_is_a_fault() {
    let bytes = hex("d6be898e 000a e8dd6ee5c578 02010509 c63c96");
    let frame = dissect(Link::LowEnergy, 0, &bytes, &Context::default());
    let stop = frame.stop.unwrap();
    assert_eq!((stop.fault, stop.offset), (Fault::Length { declared: 9, available: 0 }, 16));
    // A length of zero ends the data; the rest is padding.
    let bytes = hex("d6be898e 000c e8dd6ee5c578 020105 000000 c63c96");
    let frame = dissect(Link::LowEnergy, 0, &bytes, &Context::default());
    assert_eq!(frame.stop, None);
    assert_eq!(Told::of(&frame).get("padding"), Some("0000"));
}

#[test]
fn a_length_field_beyond_the_bytes_is_a_fault() {
    let bytes = hex("11223344 0309 0c 08 0f00 0922");
    let error = ll::Packet::parse(&bytes, Framing::default()).unwrap_err();
    assert_eq!((error.fault, error.offset), (Fault::Length { declared: 9, available: 6 }, 6));
    let frame = dissect(Link::LowEnergy, 0, &bytes, &Context::default());
    assert_eq!(frame.stop, Some(error));
    assert_eq!(Told::of(&frame).get("btle.length"), Some("9"));
}

/// Octets of CtrData, opcode by opcode (Core Vol 6 Part B, 2.4.2).
const LENGTHS: [usize; 0x2d] = [
    11, 7, 1, 22, 12, 0, 0, 1, 8, 8, 0, 0, 5, 1, 8, 23, 23, 2, 0, 0, 8, 8, 2, 2, 4, 2, 1, 0, 34, 1,
    1, 35, 8, 15, 3, 3, 4, 4, 10, 10, 3, 10, 42, 26, 26,
];

#[test]
fn control_pdus_have_the_length_of_the_specification() {
    for (opcode, name) in ControlOpcode::KNOWN {
        assert_eq!(Control::pdu(*opcode).unwrap().title, *name);
        assert_eq!(Control::octets(*opcode), Some(LENGTHS[usize::from(opcode.0)]), "{name}");
    }
    assert_eq!(ControlOpcode::KNOWN.len(), LENGTHS.len());
    assert_eq!(Control::octets(ControlOpcode(0x2d)), None);
}

#[test]
fn control_pdus_are_typed() {
    let reject = Control::parse(ControlOpcode::REJECT_EXT_IND, &[0x03, 0x06]).unwrap();
    let Control::RejectExtInd(reject) = reject else { panic!() };
    assert_eq!(
        (reject.rejected, reject.error),
        (ControlOpcode::ENC_REQ, Status::PIN_OR_KEY_MISSING)
    );
    let bytes = hex(VERSION_IND);
    let frame = dissect(Link::LowEnergy, 0, &bytes, &Context::default());
    let told = Told::of(&frame);
    assert_eq!(told.get("btle.control.version_number"), Some("4.2 (0x08)"));
    assert_eq!(told.get("btle.control.subversion_number"), Some("0x2209"));
    let encrypted = Context { encrypted: true, ..Context::default() };
    let frame = dissect(Link::LowEnergy, 0, &bytes, &encrypted);
    assert_eq!(titles(&frame).last(), Some(&"LE CRC"));
}

#[test]
fn l2cap_only_where_it_is_whole() {
    let whole = hex("11223344 0207 0300 0400 0a 0100 aabbcc");
    let part = hex("11223344 0207 0900 0400 0a 0100 aabbcc");
    let rest = hex("11223344 0103 010203 aabbcc");
    let has_l2cap = |bytes: &[u8], context: &Context<'_>| {
        titles(&dissect(Link::LowEnergy, 0, bytes, context)).contains(&"L2CAP")
    };
    let none = Context::default();
    assert!(has_l2cap(&whole, &none));
    assert!(!has_l2cap(&part, &none));
    assert!(!has_l2cap(&rest, &none));
    let reassembled = hex("0300 0400 0a 0100");
    assert!(has_l2cap(&rest, &Context { pdu: Some(&reassembled), ..none }));
    // The sniffer left the integrity code behind the plain text: not of the L2CAP PDU.
    let decrypted =
        hex("0c c4 80 00 00000000 0b0d 11223344 020b 0300 0400 0a 0100 deadbeef aabbcc");
    let frame = dissect(Link::LowEnergyPhdr, 0, &decrypted, &none);
    let l2cap = frame.layers.iter().find(|layer| layer.pdu.title == "L2CAP").unwrap();
    assert_eq!(l2cap.part.bytes, reassembled);
}
