//! Faults planted in what btlint shows: the comparison must see each.

use crate::{
    SYNTHESISED,
    compare::{self, Ours, Rules, Shape},
    ours::{self, Told},
    reasons::Reasons,
    theirs::Tshark,
    wording::Wording,
};

fn each(ours: &mut Ours, field: &str, change: impl Fn(&mut Told)) {
    for frame in ours.values_mut() {
        frame.fields.get_mut(field).into_iter().flatten().for_each(&change);
    }
}

/// The name of a code is another.
fn text(ours: &mut Ours) {
    each(ours, "bthci_evt.status", |told| told.text = told.text.map(|_| "Garbage"));
}

/// The field is said to be the whole packet.
fn place(ours: &mut Ours) {
    each(ours, "bthci_evt.status", |told| told.at = Some(0..255));
}

/// The field has no name in Wireshark any more.
fn name(ours: &mut Ours) {
    for frame in ours.values_mut() {
        frame.fields.remove("bthci_evt.role");
    }
}

/// Two fields of one size have changed their places.
fn order(ours: &mut Ours) {
    for frame in ours.values_mut() {
        let (first, second) = ("bthci_evt.le_con_interval", "bthci_evt.le_con_latency");
        if let (Some(one), Some(other)) = (frame.fields.remove(first), frame.fields.remove(second))
        {
            frame.fields.insert(first, other);
            frame.fields.insert(second, one);
        }
    }
}

/// A quantity counts in steps of another size.
fn scale(ours: &mut Ours) {
    each(ours, "bthci_evt.le_con_interval", |told| told.time = told.time.map(|time| time / 2.0));
}

/// Changes what btlint shows.
type Spoil = fn(&mut Ours);

#[test]
fn planted_faults_are_seen() {
    let Some(tshark) = Tshark::find() else {
        eprintln!("skipped: there is no tshark");
        return;
    };
    let (names, reasons, wording) = (ours::names(), Reasons::read(), Wording::read());
    if !reasons.are_for(&tshark.version) {
        eprintln!("skipped: the reasons are for tshark {}", reasons.tshark);
        return;
    }
    let rules = Rules { tshark: &tshark, names: &names, reasons: &reasons, wording: &wording };
    let path = SYNTHESISED.0.join("hci-events.btsnoop");
    let sound = compare::capture(&rules, &path, |_| ());
    assert!(sound.unexplained.is_empty(), "{:?}", sound.unexplained);
    let faults: [(&str, Spoil, Shape); 5] = [
        ("text", text, Shape::Text),
        ("place", place, Shape::Place),
        ("name", name, Shape::OnlyTshark),
        ("order", order, Shape::Differ),
        ("scale", scale, Shape::Time),
    ];
    for (fault, spoil, shape) in faults {
        let found = compare::capture(&rules, &path, spoil).unexplained;
        assert!(found.iter().any(|one| one.shape == shape), "{fault} is not seen: {found:?}");
    }
}
