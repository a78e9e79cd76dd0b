//! HCI: literal packets, every prefix of them, and random bytes.

#![allow(clippy::unwrap_used)]

use core::ops::Range;

use btlint_parsers::{
    Address, Fault, FieldInfo, Hex16, Interval, ParseError, Pdu, Sink, Slots, Timeout, Value,
    all_pdus, dissect,
    frame::{Context, Frame},
    hci::{
        Command, Encryption, Event, EventCode, Handle, LeEvent, LeSubevent, Name, Opcode, Phy,
        Returns, Role, Status, le_event,
    },
    link::Link,
    ll::ad::AdType,
};

/// The fields that were told: name, place and value.
#[derive(Default, PartialEq, Debug)]
struct Told(Vec<(&'static str, Range<usize>, String)>);

impl Sink for Told {
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>) {
        self.0.push((info.name, at, value.to_string()));
    }
    fn enter(&mut self, _: &'static Pdu, _: usize) {}
    fn leave(&mut self, _: usize) {}
}

fn describe(pdu: &Pdu, bytes: &[u8]) -> (Result<usize, ParseError>, Told) {
    let mut told = Told::default();
    let end = (pdu.describe)(bytes, 0, &mut told);
    (end, told)
}

fn event(bytes: &[u8]) -> Event<'_> {
    Event::parse(EventCode(bytes[0]), &bytes[2..]).unwrap()
}

fn le_event(bytes: &[u8]) -> LeEvent<'_> {
    LeEvent::parse(LeSubevent(bytes[2]), &bytes[3..]).unwrap()
}

fn command(bytes: &[u8]) -> Command<'_> {
    Command::parse(opcode(bytes), &bytes[3..]).unwrap()
}

fn returns(bytes: &[u8]) -> Result<Returns<'_>, ParseError> {
    Returns::parse(opcode(&bytes[3..]), &bytes[5..])
}

fn opcode(bytes: &[u8]) -> Opcode {
    Opcode(u16::from_le_bytes([bytes[0], bytes[1]]))
}

fn frame(indicator: u8, packet: &[u8], check: impl FnOnce(Frame<'_>)) {
    let bytes = [&[indicator], packet].concat();
    check(dissect(Link::HciH4, 1, &bytes, &Context::default()));
}

fn titles(frame: &Frame<'_>) -> Vec<&'static str> {
    frame.layers.iter().map(|layer| layer.pdu.title).collect()
}

// Packets from the header on: commands and events as they are on the wire, without the H4 octet.
const CONNECTION_COMPLETE: &[u8] = &[0x03, 11, 0, 0x0b, 0x00, 6, 5, 4, 3, 2, 1, 1, 0];
const DISCONNECTION_COMPLETE: &[u8] = &[0x05, 4, 0, 0x0b, 0x00, 0x13];
const COMPLETED_PACKETS: &[u8] = &[0x13, 9, 2, 0x0b, 0x00, 3, 0, 0x0c, 0x10, 1, 0];
const MODE_CHANGE: &[u8] = &[0x14, 6, 0, 0x0b, 0x00, 2, 0x20, 0x03];
const LINK_KEY: &[u8] =
    &[0x18, 23, 6, 5, 4, 3, 2, 1, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0x08];
const ENCRYPTION_CHANGE: &[u8] = &[0x08, 4, 0, 0x0b, 0x00, 2];
const INQUIRY_RESULT: &[u8] =
    &[0x22, 15, 1, 6, 5, 4, 3, 2, 1, 1, 0, 0x04, 0x04, 0x24, 0x34, 0x12, 0xce];
const LE_CONNECTION_COMPLETE: &[u8] =
    &[0x3e, 19, 0x01, 0, 0x40, 0x00, 0, 1, 6, 5, 4, 3, 2, 0xc1, 0x18, 0, 0, 0, 0x48, 0, 5];
const LE_ENHANCED_V2: &[u8] = &[
    0x3e, 34, 0x29, 0, 0x40, 0x00, 1, 0, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0x46, 0, 0, 0, 0, 0,
    0x18, 0, 4, 0, 0x2a, 0, 0, 0xff, 0xff, 0xff,
];
const LE_ADVERTISING_REPORT: &[u8] = &[
    0x3e, 26, 0x02, 2, 0, 1, 6, 5, 4, 3, 2, 0xc1, 3, 2, 0x01, 0x06, 0xc4, 4, 0, 6, 5, 4, 3, 2, 1,
    0, 0x7f,
];
const LE_PHY_UPDATE: &[u8] = &[0x3e, 6, 0x0c, 0, 0x40, 0x00, 2, 3];
const LE_EXTENDED_REPORT: &[u8] = &[
    0x3e, 31, 0x0d, 1, 0x01, 0x00, 1, 6, 5, 4, 3, 2, 0xc1, 1, 2, 3, 0x7f, 0xce, 0x60, 0, 0, 0, 0,
    0, 0, 0, 0, 5, 4, 0x09, b'a', b'b', 0,
];
const BUFFER_SIZE: &[u8] = &[0x0e, 11, 1, 0x05, 0x10, 0, 0xfd, 0x03, 0x40, 8, 0, 6, 0];
const DISCONNECT: &[u8] = &[0x06, 0x04, 3, 0x0b, 0x00, 0x13];
const LE_CREATE_CONNECTION: &[u8] = &[
    0x0d, 0x20, 25, 0x60, 0, 0x30, 0, 0, 1, 6, 5, 4, 3, 2, 0xc1, 0, 0x18, 0, 0x28, 0, 4, 0, 0x2a,
    0, 0, 0, 0, 0,
];
const LE_EXTENDED_CREATE: &[u8] = &[
    0x43, 0x20, 42, 0, 1, 0, 6, 5, 4, 3, 2, 1, 0x05, 0x60, 0, 0x30, 0, 0x18, 0, 0x28, 0, 0, 0,
    0x2a, 0, 0, 0, 0, 0, 0x60, 0, 0x30, 0, 0x50, 0, 0x50, 0, 0, 0, 0xc8, 0, 0, 0, 0, 0,
];

#[test]
fn br_edr_events() {
    let Event::ConnectionComplete(complete) = event(CONNECTION_COMPLETE) else { panic!() };
    assert_eq!((complete.status, complete.handle), (Status::SUCCESS, Handle(11)));
    assert_eq!(complete.address, Address([1, 2, 3, 4, 5, 6]));
    let Event::DisconnectionComplete(ended) = event(DISCONNECTION_COMPLETE) else { panic!() };
    assert_eq!(ended.reason, Status::REMOTE_USER_TERMINATED);
    let Event::ModeChange(mode) = event(MODE_CHANGE) else { panic!() };
    assert_eq!((mode.interval, mode.interval.0), (Slots(800), 800));
    let Event::EncryptionChange(change) = event(ENCRYPTION_CHANGE) else { panic!() };
    assert_eq!(change.encryption, Encryption::AES_CCM);
    let Event::InquiryResultWithRssi(result) = event(INQUIRY_RESULT) else { panic!() };
    let response = result.responses.items.iter().next().unwrap().unwrap();
    assert_eq!((response.class_of_device.0, response.rssi.0), (0x24_0404, -50));
}

#[test]
fn completed_packets_are_a_list_and_reserved_bits_of_handles_do_not_count() {
    let Event::NumberOfCompletedPackets(completed) = event(COMPLETED_PACKETS) else { panic!() };
    let counts: Vec<_> = completed
        .connections
        .items
        .iter()
        .map(|item| item.map(|one| (one.handle.0, one.count)))
        .collect();
    assert_eq!(counts, [Ok((11, 3)), Ok((12, 1))]);
}

#[test]
fn keys_are_read_but_not_printed() {
    let Event::LinkKeyNotification(notification) = event(LINK_KEY) else { panic!() };
    assert_eq!(notification.key.0, &[9; 16]);
    let debug = format!("{notification:?}");
    assert!(debug.contains('…') && !debug.contains('9'), "{debug}");
    let value = btlint_parsers::Field::value(&notification.key);
    assert_eq!(value.to_string(), "16 octets, hidden");
    assert!(!format!("{value:?}").contains('9'), "{value:?}");

    let mut stored = vec![0x11, 0x0c, 45, 2, 6, 5, 4, 3, 2, 1];
    stored.extend([9; 16]);
    stored.extend([1, 2, 3, 4, 5, 6]);
    stored.extend([8; 16]);
    let Command::WriteStoredLinkKey(write) = command(&stored) else { panic!() };
    let last = write.keys.items.iter().last().unwrap().unwrap();
    assert_eq!((write.keys.count, last.key.0), (2, &[8; 16]));
}

#[test]
fn names_end_at_the_nul() {
    let mut bytes = vec![0, 6, 5, 4, 3, 2, 1];
    bytes.extend(b"JBL Charge 5\0rubbish");
    bytes.resize(255, 0);
    let parsed = Event::parse(EventCode::REMOTE_NAME_REQUEST_COMPLETE, &bytes).unwrap();
    let Event::RemoteNameRequestComplete(complete) = parsed else { panic!() };
    assert_eq!(complete.name, Name(b"JBL Charge 5"));
}

#[test]
fn le_events() {
    let LeEvent::ConnectionComplete(complete) = le_event(LE_CONNECTION_COMPLETE) else { panic!() };
    assert_eq!((complete.role, complete.interval), (Role::CENTRAL, Interval(24)));
    assert_eq!(complete.supervision_timeout, Timeout(72));
    let LeEvent::EnhancedConnectionCompleteV2(v2) = le_event(LE_ENHANCED_V2) else { panic!() };
    assert_eq!((v2.role, v2.latency.0, v2.sync_handle), (Role::PERIPHERAL, 4, Hex16(0xffff)));
    assert_eq!(v2.peer_resolvable_address, Address([0, 0, 0, 0, 0, 0x46]));
    let LeEvent::PhyUpdateComplete(update) = le_event(LE_PHY_UPDATE) else { panic!() };
    assert_eq!((update.tx_phy, update.rx_phy), (Phy::LE_2M, Phy::LE_CODED));
}

#[test]
fn advertising_reports_hold_ad_structures() {
    let LeEvent::AdvertisingReport(event) = le_event(LE_ADVERTISING_REPORT) else { panic!() };
    let reports: Vec<le_event::Report<'_>> =
        event.reports.items.iter().collect::<Result<_, _>>().unwrap();
    assert_eq!(reports.len(), 2);
    assert_eq!(reports[0].data.0.find(AdType::FLAGS), Some(&[0x06][..]));
    assert_eq!((reports[0].rssi.0, reports[1].rssi.0), (-60, 127));
    let LeEvent::ExtendedAdvertisingReport(event) = le_event(LE_EXTENDED_REPORT) else { panic!() };
    let report = event.reports.items.iter().next().unwrap().unwrap();
    assert_eq!(report.data.0.name(), Some(&b"ab"[..]));
}

#[test]
fn commands() {
    let Command::Disconnect(disconnect) = command(DISCONNECT) else { panic!() };
    assert_eq!(disconnect.reason, Status::REMOTE_USER_TERMINATED);
    let Command::LeCreateConnection(create) = command(LE_CREATE_CONNECTION) else { panic!() };
    assert_eq!((create.max_interval, create.latency.0), (Interval(40), 4));
    let Command::LeExtendedCreateConnection(create) = command(LE_EXTENDED_CREATE) else { panic!() };
    let timeouts: Vec<_> =
        create.phys.items.iter().map(|phy| phy.unwrap().supervision_timeout.0).collect();
    assert_eq!((create.phys.phys, timeouts), (0b101, vec![42, 200]));
}

#[test]
fn a_failed_command_may_return_its_status_alone() {
    let Ok(Returns::ReadBufferSize(returned)) = returns(BUFFER_SIZE) else { panic!() };
    assert_eq!(returned.success().unwrap().acl_packets, 8);
    let failed = [0x0e, 4, 1, 0x05, 0x10, 0x0c];
    let Ok(Returns::ReadBufferSize(returned)) = returns(&failed) else { panic!() };
    assert_eq!((returned.status, returned.parameters), (Status::COMMAND_DISALLOWED, None));
    frame(4, &failed, |frame| {
        assert_eq!(frame.stop, None);
        assert_eq!(titles(&frame)[3], "Read Buffer Size Return Parameters");
    });
    let short = [0x0e, 4, 1, 0x05, 0x10, 0x00];
    let fault = Fault::Truncated { needed: 2, available: 0 };
    assert_eq!(returns(&short).unwrap_err().fault, fault);
    // All parameters of a command that failed are there to see, but are no success.
    let refused = [0x0e, 7, 1, 0x05, 0x14, 0x02, 0x0b, 0x00, 0x00];
    let Ok(Returns::ReadRssi(returned)) = returns(&refused) else { panic!() };
    assert_eq!(returned.parameters.unwrap().handle, Handle(11));
    assert_eq!(returned.success(), None);
}

#[test]
fn layers_of_events() {
    frame(4, LE_PHY_UPDATE, |frame| {
        assert_eq!(titles(&frame), ["H4", "HCI Event", "LE Meta", "LE PHY Update Complete"]);
        assert_eq!(frame.stop, None);
        assert_eq!(frame.layers[3].part.offset, 4);
    });
    // Reset returns a status and nothing else; a vendor's command returns what it likes.
    frame(4, &[0x0e, 4, 1, 0x03, 0x0c, 0], |frame| {
        assert_eq!(titles(&frame), ["H4", "HCI Event", "Command Complete", "Return Parameters"]);
    });
    frame(4, &[0x0e, 4, 1, 0x01, 0xfc, 0], |frame| assert_eq!(frame.layers.len(), 3));
    frame(4, &[0xff, 2, 1, 2], |frame| assert_eq!(titles(&frame), ["H4", "HCI Event"]));
}

#[test]
fn parameters_that_are_short_are_a_fault_and_longer_ones_are_not() {
    frame(4, &DISCONNECTION_COMPLETE[..5], |frame| {
        let fault = Fault::Truncated { needed: 1, available: 0 };
        let layer = "Disconnection Complete";
        assert_eq!(frame.stop, Some(ParseError { layer, fault, offset: 6 }));
    });
    let longer = [0x05, 6, 0, 0x0b, 0x00, 0x13, 0xaa, 0xbb];
    frame(4, &longer, |frame| assert_eq!(frame.stop, None));
    // The parameters that are known are whole, but the record is not.
    frame(4, &longer[..7], |frame| {
        let fault = Fault::Length { declared: 6, available: 5 };
        assert_eq!(frame.stop, Some(ParseError { layer: "HCI Event", fault, offset: 3 }));
    });
}

#[test]
fn isochronous_sdus_start_in_first_and_complete_packets() {
    let timed = [0x60, 0x60, 12, 0, 1, 0, 0, 0, 7, 0, 4, 0x80, 1, 2, 3, 4];
    frame(5, &timed, |frame| {
        let mut told = Told::default();
        frame.layers[2].describe(&mut told).unwrap();
        let values: Vec<_> = told.0.iter().map(|(_, _, value)| value.as_str()).collect();
        assert_eq!(values, ["1 µs", "7", "4 octets", "Lost data (0x02)", "01020304"]);
        assert_eq!(frame.stop, None);
    });
    frame(5, &[0x60, 0x10, 2, 0, 1, 2], |frame| assert_eq!(frame.layers.len(), 2));
    frame(5, &[0x60, 0x20, 8, 0, 1, 0], |frame| assert!(frame.stop.is_some()));
}

#[test]
fn unknown_codes_keep_their_bytes() {
    assert_eq!(Event::parse(EventCode(0x7f), &[1, 2]), Ok(Event::Unknown(&[1, 2])));
    assert_eq!(LeEvent::parse(LeSubevent(0xee), &[3]), Ok(LeEvent::Unknown(&[3])));
    assert_eq!(Command::parse(Opcode(0xfc01), &[]), Ok(Command::Unknown(&[])));
    assert_eq!((Opcode(0xfc01).group(), Opcode(0xfc01).command()), (Opcode::VENDOR_GROUP, 1));
}

#[test]
fn every_prefix_tells_the_fields_before_the_fault() {
    let packets: &[(&Pdu, &[u8])] = &[
        (Event::pdu(EventCode::CONNECTION_COMPLETE).unwrap(), &CONNECTION_COMPLETE[2..]),
        (Event::pdu(EventCode::DISCONNECTION_COMPLETE).unwrap(), &DISCONNECTION_COMPLETE[2..]),
        (Event::pdu(EventCode::NUMBER_OF_COMPLETED_PACKETS).unwrap(), &COMPLETED_PACKETS[2..]),
        (Event::pdu(EventCode::MODE_CHANGE).unwrap(), &MODE_CHANGE[2..]),
        (Event::pdu(EventCode::LINK_KEY_NOTIFICATION).unwrap(), &LINK_KEY[2..]),
        (Event::pdu(EventCode::ENCRYPTION_CHANGE_V1).unwrap(), &ENCRYPTION_CHANGE[2..]),
        (Event::pdu(EventCode::INQUIRY_RESULT_WITH_RSSI).unwrap(), &INQUIRY_RESULT[2..]),
        (LeEvent::pdu(LeSubevent::CONNECTION_COMPLETE).unwrap(), &LE_CONNECTION_COMPLETE[3..]),
        (LeEvent::pdu(LeSubevent::ENHANCED_CONNECTION_COMPLETE_V2).unwrap(), &LE_ENHANCED_V2[3..]),
        (LeEvent::pdu(LeSubevent::ADVERTISING_REPORT).unwrap(), &LE_ADVERTISING_REPORT[3..]),
        (LeEvent::pdu(LeSubevent::EXTENDED_ADVERTISING_REPORT).unwrap(), &LE_EXTENDED_REPORT[3..]),
        (LeEvent::pdu(LeSubevent::PHY_UPDATE_COMPLETE).unwrap(), &LE_PHY_UPDATE[3..]),
        (Returns::pdu(Opcode::READ_BUFFER_SIZE).unwrap(), &BUFFER_SIZE[5..]),
        (Command::pdu(Opcode::DISCONNECT).unwrap(), &DISCONNECT[3..]),
        (Command::pdu(Opcode::LE_CREATE_CONNECTION).unwrap(), &LE_CREATE_CONNECTION[3..]),
        (Command::pdu(Opcode::LE_EXTENDED_CREATE_CONNECTION_V1).unwrap(), &LE_EXTENDED_CREATE[3..]),
    ];
    for &(pdu, bytes) in packets {
        let (end, whole) = describe(pdu, bytes);
        assert_eq!(end, Ok(bytes.len()), "{}", pdu.title);
        for cut in 0..bytes.len() {
            let (end, told) = describe(pdu, &bytes[..cut]);
            let error = end.expect_err(pdu.title);
            assert!(error.offset <= cut && matches!(error.fault, Fault::Truncated { .. }));
            assert_eq!(told.0, whole.0[..told.0.len()], "{} cut at {cut}", pdu.title);
            // The next field of the whole is the one that did not fit.
            let next = &whole.0[told.0.len()];
            assert!(next.1.end > cut || next.1.is_empty(), "{} cut at {cut}", pdu.title);
        }
    }
}

/// xorshift: the same numbers in each run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// Reads and describes random bytes, and the bytes up to the end that describing found.
fn agree<'a>(pdu: &Pdu, bytes: &'a [u8], parse: impl Fn(&'a [u8]) -> Result<(), ParseError>) {
    let (described, _) = describe(pdu, bytes);
    assert_eq!(parse(bytes).err(), described.err(), "{} of {bytes:02x?}", pdu.title);
    let Ok(end) = described else { return };
    assert_eq!(parse(&bytes[..end]), Ok(()), "{} of {bytes:02x?}", pdu.title);
    if let Some(shorter) = bytes.get(..end.saturating_sub(1)) {
        let (described, _) = describe(pdu, shorter);
        assert_eq!(parse(shorter).err(), described.err(), "{} of {shorter:02x?}", pdu.title);
    }
}

#[test]
fn reading_and_describing_agree_on_random_bytes() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..200 {
        let length = (random.next() % 260) as usize;
        // Small octets make counts and lengths that fit; any octets make those that do not.
        let mask = if random.next() & 1 == 0 { 0x03 } else { 0xff };
        let bytes: Vec<u8> = (0..length).map(|_| random.next() as u8 & mask).collect();
        let bytes = bytes.as_slice();
        for &(code, pdu) in Command::PDUS {
            agree(pdu, bytes, |bytes| Command::parse(code, bytes).map(drop));
        }
        for &(code, pdu) in Event::PDUS {
            agree(pdu, bytes, |bytes| Event::parse(code, bytes).map(drop));
        }
        for &(code, pdu) in LeEvent::PDUS {
            agree(pdu, bytes, |bytes| LeEvent::parse(code, bytes).map(drop));
        }
        for &(code, pdu) in Returns::PDUS {
            agree(pdu, bytes, |bytes| Returns::parse(code, bytes).map(drop));
        }
        for pdu in all_pdus() {
            let (end, told) = describe(pdu, bytes);
            assert!(end.unwrap_or_else(|error| error.offset) <= length, "{}", pdu.title);
            assert!(told.0.iter().all(|(_, at, _)| at.end <= length), "{}", pdu.title);
        }
        for indicator in 1..=5 {
            frame(indicator, bytes, |frame| {
                for layer in &frame.layers {
                    let _ = layer.describe(&mut Told::default());
                }
            });
        }
    }
}
