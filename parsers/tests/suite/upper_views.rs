//! Literal bytes of the protocols above HCI, and what their views say.

#![allow(clippy::unwrap_used)]

use btlint_parsers::{
    Address, Uuid, Uuid16, View, att, avctp, avdtp, l2cap, rfcomm, rtp, sdp, smp,
};

#[test]
fn l2cap_signalling_has_several_commands() {
    let bytes = [
        0x02, 0x01, 0x04, 0x00, 0x19, 0x00, 0x40, 0x00, // connection request, AVDTP
        0x0a, 0x02, 0x02, 0x00, 0x02, 0x00, // information request
        0x06, 0x03, 0x04, 0x00, 0x41, // cut short
    ];
    let mut commands = l2cap::signalling::Commands::new(&bytes).iter();
    let first = commands.next().unwrap().unwrap();
    assert_eq!(first.head.identifier, 1);
    let Ok(l2cap::signalling::Command::ConnectionRequest(request)) = first.command() else {
        panic!("{first:?}")
    };
    assert_eq!((request.psm, request.source), (l2cap::Psm::AVDTP, l2cap::Cid(0x40)));
    assert_eq!(commands.next().unwrap().unwrap().head.code, l2cap::Code::INFORMATION_REQUEST);
    assert!(commands.next().unwrap().is_err());
    assert!(commands.next().is_none());
}

#[test]
fn l2cap_options_are_read_one_by_one() {
    use l2cap::option::OptionValue;
    let bytes =
        [0x40, 0, 0, 0, 0x01, 2, 0xa0, 0x02, 0x84, 9, 3, 10, 3, 0xd0, 7, 0xe0, 0x2e, 0xf2, 3];
    let request = l2cap::signalling::ConfigurationRequest::parse(&bytes).unwrap();
    let mut options = request.options.iter().map(Result::unwrap);
    let mtu = options.next().unwrap();
    assert!(!mtu.head.hint);
    assert!(matches!(mtu.option(), Ok(OptionValue::Mtu(m)) if m.mtu.0 == 672));
    let mode = options.next().unwrap();
    assert!(mode.head.hint);
    let Ok(OptionValue::RetransmissionAndFlowControl(mode)) = mode.option() else { panic!() };
    assert_eq!(mode.mode, l2cap::ChannelMode::ENHANCED_RETRANSMISSION);
    assert_eq!(
        (mode.retransmission_timeout.0, mode.monitor_timeout.0, mode.mps.0),
        (2000, 12000, 1010)
    );
    assert!(options.next().is_none());
}

#[test]
fn l2cap_enhanced_connection_lists_channels() {
    let bytes = [0x40, 0, 0x40, 0, 5, 0, 4, 0, 0x42, 0, 0, 0];
    let code = l2cap::Code::CREDIT_BASED_CONNECTION_RESPONSE;
    let Ok(l2cap::signalling::Command::CreditBasedConnectionResponse(r)) =
        l2cap::signalling::Command::parse(code, &bytes)
    else {
        panic!()
    };
    assert_eq!(r.result, l2cap::CreditBasedResult::NO_RESOURCES);
    assert!(r.destinations.iter().map(Result::unwrap).eq([l2cap::Cid(0x42), l2cap::Cid(0)]));
    assert_eq!(l2cap::signalling::Command::octets(code), None);
    assert_eq!(l2cap::signalling::Command::octets(l2cap::Code::FLOW_CONTROL_CREDIT), Some(4));
    assert_eq!(l2cap::Code::ECHO_REQUEST.response(), Some(l2cap::Code::ECHO_RESPONSE));
    assert_eq!(l2cap::Code::FLOW_CONTROL_CREDIT.response(), None);
}

#[test]
fn l2cap_check_sequences_of_the_specification() {
    // The two examples of Core Vol 3 Part A, 3.3.5.
    let information = [0x0e, 0, 0x40, 0, 2, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    assert_eq!(l2cap::mode::fcs(&information), 0x6138);
    let supervisory = [0x04, 0, 0x40, 0, 1, 1];
    assert_eq!(l2cap::mode::fcs(&supervisory), 0x14d4);
}

#[test]
fn avdtp_configuration_is_summarised() {
    let bytes = [
        0x20, 0x03, 0x14, 0x04, 0x01, 0x00, 0x07, 0x06, 0x00, 0x00, 0x21, 0x15, 0x02, 0x35, 0x08, 0,
    ];
    let Ok(avdtp::Packet::Single(packet)) = avdtp::Packet::parse(&bytes) else { panic!() };
    assert_eq!((packet.label, packet.message_type), (2, avdtp::MessageType::COMMAND));
    let Ok(avdtp::Command::SetConfiguration(set)) =
        avdtp::Command::parse(packet.signal, packet.payload)
    else {
        panic!()
    };
    assert_eq!((set.acceptor, set.initiator), (avdtp::Seid(5), avdtp::Seid(1)));
    assert!(set.configuration.has(avdtp::Category::DELAY_REPORTING));
    assert_eq!(
        set.configuration.codec().unwrap().to_string(),
        "SBC 44.1 kHz joint stereo, 16 blocks, 8 subbands, loudness, bitpool 2-53"
    );
}

#[test]
fn codecs_read_as_people_say_them() {
    let text = |kind: u8, bytes: &[u8]| {
        avdtp::Codec::parse(avdtp::CodecType(kind), bytes).unwrap().to_string()
    };
    assert_eq!(
        text(0, &[0x3f, 0xff, 2, 53]),
        "SBC 44.1/48 kHz mono/dual channel/stereo/joint stereo, 4/8/12/16 blocks, 4/8 subbands, \
         SNR/loudness, bitpool 2-53"
    );
    assert_eq!(
        text(0, &[0, 0, 0, 0]),
        "SBC none kHz none, none blocks, none subbands, none, bitpool 0-0"
    );
    assert_eq!(
        text(2, &[0x80, 0x01, 0x04, 0x84, 0xe2, 0]),
        "AAC 44.1 kHz stereo, MPEG-2 LC, 320 kbit/s, VBR"
    );
    assert_eq!(text(0xff, &[0x4f, 0, 0, 0, 1, 0, 0x22]), "aptX 44.1 kHz stereo");
    assert_eq!(text(0xff, &[0xd7, 0, 0, 0, 0x24, 0, 0x12, 0, 0, 0, 0]), "aptX HD 48 kHz stereo");
    assert_eq!(
        text(0xff, &[0x2d, 1, 0, 0, 0xaa, 0, 0x3c, 0x07]),
        "LDAC 44.1/48/88.2/96 kHz mono/dual channel/stereo"
    );
    assert_eq!(
        text(0xff, &[0x0a, 0, 0, 0, 1, 0, 0x03, 0x22]),
        "FastStream 44.1 kHz music, 16 kHz voice"
    );
    assert_eq!(text(0xff, &[0xd7, 0, 0, 0, 0xad, 0, 1]), "aptX Adaptive");
    assert_eq!(text(0xff, &[0x34, 0x12, 0, 0, 7, 0]), "vendor 0x1234 codec 0x0007");
    assert_eq!(text(0x77, &[1]), "unknown (0x77)");
    assert!(avdtp::Codec::parse(avdtp::CodecType::SBC, &[1, 2, 3]).is_err());
}

#[test]
fn avdtp_rejects_differ_by_signal() {
    let reject = |signal, bytes: &[u8]| avdtp::Reject::parse(signal, bytes).unwrap().error();
    let state = Some(avdtp::ErrorCode::BAD_STATE);
    assert_eq!(reject(avdtp::Signal::OPEN, &[0x31]), state);
    assert_eq!(reject(avdtp::Signal::SET_CONFIGURATION, &[0x07, 0x31]), state);
    assert_eq!(reject(avdtp::Signal::SUSPEND, &[0x14, 0x31]), state);
    assert_eq!(reject(avdtp::Signal::ABORT, &[0x31]), None);
    let Ok(avdtp::Accept::Discover(found)) =
        avdtp::Accept::parse(avdtp::Signal::DISCOVER, &[0x06, 0x08, 0x08, 0x00])
    else {
        panic!()
    };
    let ends: Vec<_> = found.end_points.iter().map(Result::unwrap).collect();
    assert!(ends[0].in_use && !ends[1].in_use);
    assert_eq!((ends[0].seid.0, ends[0].kind), (1, avdtp::EndPointType::SINK));
    let report = avdtp::message::DelayReport::parse(&[0x04, 0x05, 0xdc]).unwrap();
    assert_eq!(report.delay.0, 1500);
}

#[test]
fn rtp_header_extension_and_padding() {
    let bytes = [
        0xb1, 0xe0, 0x00, 0x07, 0, 0, 0x01, 0x00, 0, 0, 0,
        9, // one source, extension, padding
        1, 2, 3, 4, 0xbe, 0xde, 0, 1, 5, 6, 7, 8, 0xaa, 0xbb, 0, 2,
    ];
    let header = rtp::Rtp::parse(&bytes).unwrap();
    assert_eq!((header.version, header.payload_type, header.marker), (2, 96, true));
    assert_eq!((header.sequence.0, header.timestamp.0, header.ssrc.0), (7, 256, 9));
    assert_eq!(header.payload(), Ok(&[0xaa, 0xbb][..]));
    let bad = [0xa0, 96, 0, 7, 0, 0, 1, 0, 0, 0, 0, 9, 200];
    assert!(rtp::Rtp::parse(&bad).unwrap().payload().is_err());
}

#[test]
fn sbc_frame_lengths() {
    let length = |parameters, bitpool| {
        rtp::sbc::SbcFrame::parse(&[0x9c, parameters, bitpool, 0]).unwrap().length()
    };
    assert_eq!(length(0xbd, 53), 119); // 44.1 kHz, 16 blocks, joint stereo, 8 subbands
    assert_eq!(length(0xb1, 31), 70); // mono
    assert_eq!(length(0xb9, 35), 82); // stereo
    assert_eq!(length(0xb5, 31), 136); // dual channel
    let mut packet = vec![0x02];
    for _ in 0..2 {
        packet.extend([0x9c, 0xbd, 53, 0]);
        packet.resize(packet.len() + 115, 0);
    }
    assert!(rtp::sbc::looks_like_sbc(&packet));
    packet.pop();
    assert!(!rtp::sbc::looks_like_sbc(&packet));
}

#[test]
fn sdp_request_names_the_service() {
    let bytes = [
        0x06, 0x00, 0x01, 0x00, 0x0f, 0x35, 0x03, 0x19, 0x11, 0x0b, 0x03, 0xf0, 0x35, 0x05, 0x0a,
        0, 0, 0xff, 0xff, 0x00,
    ];
    let header = sdp::Header::parse(&bytes).unwrap();
    let message = sdp::Message::parse(header.id, header.parameters).unwrap();
    assert!(message.searched().eq([Uuid::from(Uuid16::AUDIO_SINK)]));
    assert_eq!(Uuid::from(Uuid16::AUDIO_SINK).to_string(), "Audio Sink (0x110b)");
}

#[test]
fn sdp_record_gives_the_rfcomm_channel() {
    use btlint_parsers::{Field, Reader};
    let record = [
        0x35, 0x14, 0x09, 0x00, 0x04, // protocol descriptor list
        0x35, 0x0c, 0x35, 0x03, 0x19, 0x01, 0x00, 0x35, 0x05, 0x19, 0x00, 0x03, 0x08,
        0x0d, // .
        0x09, 0x01,
    ];
    // The sequence claims one octet more than is there: its last attribute is cut.
    let mut cut = record;
    cut[1] = 0x13;
    assert!(sdp::DataElement::read(&mut Reader::new(&record, 0)).is_err());
    let list = sdp::DataElement::read(&mut Reader::new(&cut, 0)).unwrap();
    let (id, protocols) = list.attributes().next().unwrap();
    assert_eq!(id, 4);
    let rfcomm = protocols.children().nth(1).unwrap();
    assert_eq!(rfcomm.children().next().unwrap().uuid(), Some(Uuid16::RFCOMM.into()));
    assert_eq!(rfcomm.children().nth(1).unwrap().unsigned(), Some(13));
    assert_eq!(list.attributes().count(), 1);
}

#[test]
fn avrcp_pass_through_and_volume() {
    let key = [0x10, 0x11, 0x0e, 0x00, 0x48, 0x7c, 0xc6, 0x00];
    let packet = avctp::Single::parse(&key).unwrap();
    let frame = avctp::avrcp::AvcHeader::parse(packet.payload).unwrap();
    assert_eq!(frame.subunit_type, avctp::avrcp::SubunitType::PANEL);
    let key = avctp::avrcp::PassThrough::parse(frame.operands).unwrap();
    assert_eq!((key.operation, key.released), (avctp::avrcp::Operation::PAUSE, true));
    let vendor =
        avctp::avrcp::VendorDependent::parse(&[0, 0x19, 0x58, 0x50, 0, 0, 1, 0x40]).unwrap();
    assert_eq!(vendor.company, avctp::avrcp::CompanyId::BLUETOOTH_SIG);
    let Ok(avctp::avrcp::Command::SetAbsoluteVolume(volume)) =
        avctp::avrcp::Command::parse(vendor.pdu, vendor.parameters)
    else {
        panic!()
    };
    assert_eq!(volume.volume, 64);
}

#[test]
fn rfcomm_frames_and_their_check() {
    use rfcomm::FrameType;
    let sabm = rfcomm::RfcommFrame::parse(&[0x03, 0x3f, 0x01, 0x1c]).unwrap();
    assert_eq!((sabm.header.frame_type, sabm.header.poll_final), (FrameType::SABM, true));
    assert!(
        sabm.fcs_is_right && !rfcomm::RfcommFrame::parse(&[3, 0x3f, 1, 0x1d]).unwrap().fcs_is_right
    );
    let mut uih = vec![0x09, 0xff, 0x09, 0x21, b'A', b'T', b'D', b'\r'];
    uih.push(rfcomm::fcs(&uih[..2]));
    let frame = rfcomm::RfcommFrame::parse(&uih).unwrap();
    assert_eq!((frame.header.channel(), frame.credits), (1, Some(0x21)));
    assert_eq!(frame.information, b"ATD\r");
    assert!(frame.fcs_is_right);
    uih.pop();
    assert!(rfcomm::RfcommFrame::parse(&uih).is_err());
}

#[test]
fn at_lines() {
    use rfcomm::at;
    let text = b"\r\n+CIEV: 2,1\r\n\r\nOK\r\n";
    assert!(at::looks_like_at(text));
    let lines: Vec<_> = at::lines(text).map(at::split).collect();
    assert_eq!(lines, [(&b"+CIEV"[..], Some(&b"2,1"[..])), (&b"OK"[..], None)]);
    assert_eq!(at::split(b"AT+BRSF=31"), (&b"AT+BRSF"[..], Some(&b"31"[..])));
    assert!(!at::looks_like_at(&[0x2b, 0x01, 0x02]));
}

#[test]
fn smp_pairing_and_keys() {
    let Ok(smp::Message::PairingRequest(request)) =
        smp::Message::of_pdu(&[0x01, 0x03, 0x00, 0x2d, 0x10, 0x0f, 0x03])
    else {
        panic!()
    };
    assert_eq!(request.io_capability, smp::IoCapability::NO_INPUT_NO_OUTPUT);
    assert!(request.mitm && request.secure_connections && request.ct2 && !request.keypress);
    assert!(request.initiator_link_key && !request.responder_link_key);
    let mut key = [7; 17];
    key[0] = 0x06;
    let message = smp::Message::of_pdu(&key).unwrap();
    assert_eq!(
        format!("{message:?}"),
        "EncryptionInformation(EncryptionInformation { long_term_key: … })"
    );
    let Ok(smp::Message::IdentityAddressInformation(identity)) =
        smp::Message::of_pdu(&[9, 1, 6, 5, 4, 3, 2, 0xc1])
    else {
        panic!()
    };
    assert_eq!(identity.address, Address([0xc1, 2, 3, 4, 5, 6]));
    assert_eq!(smp::Message::octets(smp::Opcode::PAIRING_PUBLIC_KEY), Some(64));
    // A longer PDU is read; its length is for a rule to judge.
    assert!(smp::Message::of_pdu(&[0x05, 0x04, 0x00]).is_ok());
    assert!(matches!(smp::Message::of_pdu(&[0x3f, 1]), Ok(smp::Message::Unknown(&[1]))));
}

#[test]
fn att_lists_have_the_declared_stride() {
    let Ok(att::Message::FindInformationResponse(found)) =
        att::Message::of_pdu(&[5, 1, 1, 0, 0, 0x28, 2, 0, 3, 0x28])
    else {
        panic!()
    };
    let found: Vec<_> = found.information.iter().map(Result::unwrap).collect();
    assert_eq!((found[1].handle.0, found[1].uuid), (2, Uuid16::CHARACTERISTIC.into()));
    let Ok(att::Message::ReadByGroupTypeResponse(groups)) =
        att::Message::of_pdu(&[0x11, 6, 1, 0, 5, 0, 0, 0x18, 6, 0, 9])
    else {
        panic!()
    };
    let groups: Vec<_> = groups.groups.iter().collect();
    assert_eq!(groups[0].unwrap().value, [0x00, 0x18]);
    assert!(groups[1].is_err() && groups.len() == 2);
    assert!(att::Message::of_pdu(&[5, 9, 1, 0]).is_err());
    assert!(att::Message::of_pdu(&[9, 0, 1, 0]).is_err());
    let Ok(att::Message::ErrorResponse(error)) = att::Message::of_pdu(&[1, 0x0a, 3, 0, 0x0f])
    else {
        panic!()
    };
    assert_eq!(error.error, att::ErrorCode::INSUFFICIENT_ENCRYPTION);
}

#[test]
fn att_opcodes_know_their_answers() {
    use att::Opcode;
    assert_eq!(Opcode::READ_REQUEST.response(), Some(Opcode::READ_RESPONSE));
    assert_eq!(Opcode::HANDLE_VALUE_INDICATION.response(), Some(Opcode::HANDLE_VALUE_CONFIRMATION));
    assert!(Opcode::WRITE_COMMAND.is_command() && Opcode::SIGNED_WRITE_COMMAND.is_command());
    for (opcode, _) in Opcode::KNOWN {
        if opcode.is_request() {
            assert!(opcode.response().is_some_and(Opcode::is_response), "{opcode}");
            assert!(!opcode.is_response() && !opcode.is_command());
        }
    }
    let long = Uuid(0xdf21fe2c_2515_4fdb_8886_f12c4d67927c);
    assert_eq!(long.to_string(), "df21fe2c-2515-4fdb-8886-f12c4d67927c");
    assert_eq!(long.short(), None);
}
