//! Reading from a place that was noted is reading on.

use btlint::capture::Capture;

use super::{Got, build::*, drain, open, read, samples};

/// Notes the place before each record, then reads from each of them to the end.
fn seek_everywhere(name: &str, capture: &mut Capture, all: &[Got]) {
    let mut places = Vec::new();
    loop {
        places.push(capture.checkpoint());
        if capture.next_record().unwrap().is_none() {
            break;
        }
    }
    for (read, place) in places.iter().enumerate().rev() {
        capture.seek(place).unwrap();
        let mut other = capture.reopen().unwrap();
        let rest = all.get(read..).unwrap_or_default();
        assert_eq!(drain(capture).0, rest, "{name} from {read}");
        assert_eq!(drain(&mut other).0, rest, "{name} from {read}, again");
    }
}

#[test]
fn seeking_is_reading_on() {
    let folder = tempfile::tempdir().unwrap();
    for (index, (name, whole)) in samples().into_iter().enumerate() {
        let all = read(&whole);
        let path = folder.path().join(index.to_string());
        std::fs::write(&path, &whole).unwrap();
        let mut capture = Capture::open(&path).unwrap();
        assert!(capture.can_seek());
        seek_everywhere(name, &mut capture, &all);

        let mut capture = Capture::open(&path).unwrap();
        capture.next_record().unwrap();
        let place = capture.checkpoint();
        assert_eq!(place.next_number(), 2);
        let mut later = Capture::resume(&path, &place).unwrap();
        assert_eq!(drain(&mut later).0, all[1..], "{name}");

        let mut stream = open(&gzip(&whole)).unwrap();
        assert!(!stream.can_seek() && stream.reopen().is_err());
        let place = stream.checkpoint();
        assert!(stream.seek(&place).unwrap_err().to_string().contains("cannot seek"));
        stream.spool().unwrap();
        assert_eq!(stream.header().compression, Some("gzip"));
        seek_everywhere(name, &mut stream, &all);
    }
}

#[test]
fn seeking_in_a_file_larger_than_the_buffer() {
    let mut whole = btsnoop_header(1002);
    for i in 0..40_000 {
        whole.extend(btsnoop_record(0, i, u64::from(i), RESET));
    }
    let mut capture = open(&whole).unwrap();
    capture.spool().unwrap();
    let mut places = Vec::new();
    for number in 1..=40_000_u64 {
        if number % 1000 == 1 {
            places.push(capture.checkpoint());
        }
        assert_eq!(capture.next_record().unwrap().unwrap().number, number);
    }
    for place in places.iter().rev() {
        capture.seek(place).unwrap();
        let record = capture.next_record().unwrap().unwrap();
        assert_eq!(record.number, place.next_number());
        assert_eq!(record.time.0, (record.number as i64 - 1) * 1000);
        assert_eq!(record.drops, u32::from(record.number > 1));
    }
}

#[test]
fn a_spooled_stream_keeps_its_fault() {
    let mut compressed = gzip(&btsnoop());
    // The checksum is wrong.
    let place = compressed.len() - 8;
    compressed[place] ^= 1;
    let mut capture = open(&compressed).unwrap();
    capture.spool().unwrap();
    let start = capture.checkpoint();
    for _ in 0..2 {
        let (records, fault) = drain(&mut capture);
        assert_eq!(records.len(), 3);
        assert!(fault.is_some());
        capture.seek(&start).unwrap();
    }
}

/// The viewer indexes in another thread than it draws in.
#[test]
fn captures_go_to_other_threads() {
    let mut capture = open(&btsnoop()).unwrap();
    let place = capture.checkpoint();
    let thread = std::thread::spawn(move || (drain(&mut capture).0.len(), place.next_number()));
    assert_eq!(thread.join().unwrap(), (3, 1));
}
