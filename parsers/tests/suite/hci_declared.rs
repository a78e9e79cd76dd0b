//! HCI: every declaration is in the tables, once.

#![allow(clippy::unwrap_used)]

use btlint_parsers::hci::{EventCode, LeSubevent, Opcode};

#[test]
fn opcodes_are_in_their_order_each_once() {
    let in_order = Opcode::KNOWN.windows(2).all(|pair| pair[0].0.0 < pair[1].0.0);
    assert!(in_order);
}

#[test]
fn every_code_is_declared_once() {
    fn repeated<T: Copy + Eq + core::hash::Hash + core::fmt::Debug>(known: &[(T, &str)]) -> Vec<T> {
        let mut seen = std::collections::HashSet::new();
        known.iter().map(|(code, _)| *code).filter(|code| !seen.insert(*code)).collect()
    }
    assert_eq!(repeated(EventCode::KNOWN), []);
    assert_eq!(repeated(LeSubevent::KNOWN), []);
}
