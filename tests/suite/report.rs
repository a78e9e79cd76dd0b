//! Reports: what they look like, that the JSON one keeps to its schema, and that neither names
//! from the air nor keys get through.

#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use crate::support::{
    program::{btlint, btlint_with, btsnoop, folder},
    schema::faults,
};
use serde_json::Value;

const FAILED: &str = "captures/le/legacy-wrong-passkey.btsnoop";
const STREAM: &str = "captures/a2dp/sbc-good.btsnoop";

/// A name that tries to get out of every format.
const HOSTILE: &str =
    "<script>alert(1)</script>\u{1b}[31m|`x` *b* [l](http://e.vil) @all\r\n# \u{202e}\"&'";

/// A link to a device with this name, and a pairing that fails.
fn named(name: &str) -> Vec<u8> {
    let octets: String = name.bytes().map(|octet| format!("{octet:02x}")).collect();
    btsnoop(&format!(
        "@encrypted\n0.000 < event 07 00 ccbbaa5dcf00 {octets}\n0.100 > l2cap 0007 010400051001 01\n\
         0.200 < event 05 00 4000 13\n"
    ))
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"btlint \d+\.\d+\.\d+", "btlint [version]");
    settings.add_filter(r#""version":"\d+\.\d+\.\d+""#, r#""version":"[version]""#);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn text() {
    let ran = btlint(&["check", "--select=AUTH104", FAILED, STREAM]);
    snapshot("report_text", &ran.out);
    for line in ran.out.lines().filter(|line| line.starts_with(' ')) {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn text_has_the_answer_first_and_the_worst_capture_before_the_others() {
    let notice = "captures/le/legacy.btsnoop";
    let files = [STREAM, notice, FAILED, "no-such-file"];
    let ran = btlint(&[&["check"], &files[..]].concat());
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines[0], "3 captures, 1 clean, 1 error, 1 notice, 3 info, 1 not read to the end");
    let place = |file: &str| lines.iter().position(|line| line.starts_with(file)).unwrap();
    let places = ["no-such-file", FAILED, notice, STREAM].map(place);
    assert!(places.is_sorted(), "{places:?}: {}", ran.out);
    // Within a capture as well, and all within the columns there are.
    for columns in ["40", "64", "100"] {
        let both = "captures/air/mic-failure.pcap";
        let ran = btlint_with(&["check", both], b"", &[("COLUMNS", columns)]);
        let error = ran.out.find("error[").unwrap();
        assert!(error < ran.out.find("notice[").unwrap(), "{}", ran.out);
        for line in ran.out.lines().filter(|line| !line.starts_with(both)) {
            assert!(line.chars().count() <= columns.parse().unwrap(), "{columns}: {line}");
        }
    }
}

#[test]
fn many_clean_captures_are_counted_unless_all_are_wanted() {
    let folder = folder("many-good");
    for index in 0..30 {
        fs::copy(STREAM, folder.join(format!("{index:02}.btsnoop"))).unwrap();
    }
    fs::copy(FAILED, folder.join("x.btsnoop")).unwrap();
    let path = folder.to_str().unwrap();
    let ran = btlint(&["check", path]);
    assert!(!ran.out.contains("/00.btsnoop") && ran.out.contains("/x.btsnoop:50: error"));
    assert!(ran.out.contains("\n30 captures clean, 0 of them"), "{}", ran.out);
    let all = btlint(&["check", path, "--verbose"]).out;
    assert_eq!(all.lines().filter(|line| line.contains(": clean, ")).count(), 30, "{all}");
    assert!(!btlint(&["check", path, "--quiet"]).out.contains("clean"));
}

#[test]
fn markdown() {
    let arguments = ["check", "--select=AUTH104", "--format=markdown", FAILED, STREAM];
    snapshot("report_markdown", &btlint(&arguments).out);
}

#[test]
fn what_is_filed_begins_with_the_worst() {
    // The notice is of an earlier frame than the error.
    let failed = "captures/air/mic-failure.pcap";
    let codes =
        |text: &str| ["AUTH011", "AUTH015"].map(|code| text.find(code).unwrap_or(usize::MAX));
    let html = folder("worst").join("report.html");
    assert_eq!(btlint(&["report", failed, "--output", html.to_str().unwrap()]).code, 0);
    for text in [btlint(&["report", failed]).out, fs::read_to_string(html).unwrap()] {
        let found = codes(&text);
        assert!(found.is_sorted() && found[1] < usize::MAX, "{found:?}");
    }
}

#[test]
fn json() {
    let arguments = ["check", "--select=AUTH104", "--format=json", FAILED, "no-such-file"];
    let ran = btlint(&arguments);
    assert_eq!(ran.code, 2);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    snapshot("report_json", &serde_json::to_string_pretty(&document).unwrap());
}

/// The schema as it is published: members may be added later.
fn open_schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src/schema.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The schema with nothing but the members that it describes, as this version writes them.
fn schema() -> Value {
    fn close(value: &mut Value) {
        if value.get("properties").is_some() {
            value["additionalProperties"] = false.into();
        }
        match value {
            Value::Object(members) => members.values_mut().for_each(close),
            Value::Array(items) => items.iter_mut().for_each(close),
            _ => {}
        }
    }
    let mut schema = open_schema();
    close(&mut schema);
    schema
}

#[test]
fn members_may_be_added_to_json() {
    let ran = btlint(&["check", "--format=json", "--select=AUTH104", FAILED]);
    let mut document: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(document["rules"], serde_json::json!(["AUTH104"]));
    for place in ["", "/tool", "/captures/0", "/captures/0/findings/0", "/captures/0/links/0"] {
        document.pointer_mut(place).unwrap()["later"] = 1.into();
    }
    assert_eq!(faults(&open_schema(), &document), [""; 0]);
    assert!(!faults(&schema(), &document).is_empty());
}

#[test]
fn json_keeps_to_its_schema() {
    let ran = btlint(&["check", "--format=json", "captures", "no-such-file"]);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    assert!(document["captures"].as_array().unwrap().len() > 50);
    assert_eq!(document["errors"].as_array().unwrap().len(), 1);
    let wrong = faults(&schema(), &document);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let nothing = btlint_with(&["check", "--format=json", "-"], &btsnoop(""), &[]);
    assert_eq!(faults(&schema(), &serde_json::from_str(&nothing.out).unwrap()), [""; 0]);
}

#[test]
fn a_document_that_breaks_the_schema_is_noticed() {
    let ran = btlint(&["check", "--format=json", "--select=AUTH104", FAILED]);
    let good: Value = serde_json::from_str(&ran.out).unwrap();
    let breaks: [(&str, Value); 4] = [
        ("/captures/0/findings/0/severity", "fatal".into()),
        ("/captures/0/findings/0/frame", 0.into()),
        ("/captures/0/links/0/peer", 7.into()),
        ("/tool", serde_json::json!({"name": "btlint"})),
    ];
    for (place, value) in breaks {
        let mut document = good.clone();
        *document.pointer_mut(place).unwrap() = value;
        assert_eq!(faults(&schema(), &document).len(), 1, "{place}");
    }
}

#[test]
fn hostile_names_are_shown_and_not_obeyed() {
    let file = named(HOSTILE);
    let run = |arguments: &[&str]| btlint_with(arguments, &file, &[]).out;
    let harmless = |text: &str| {
        assert!(
            !text.contains('\u{1b}') && !text.contains('\r') && !text.contains('\u{202e}'),
            "{text}"
        );
    };
    // The name must be there at all for the rest to mean anything.
    let json = run(&["check", "-", "--format=json"]);
    harmless(&json);
    let document: Value = serde_json::from_str(&json).unwrap();
    let name = document["captures"][0]["links"][0]["name"].as_str().unwrap();
    assert!(name.starts_with("<script>alert(1)</script>\u{fffd}[31m|`x`"), "{name}");

    harmless(&run(&["show", "-"]));
    harmless(&run(&["show", "-", "--format=json"]));
    harmless(&run(&["show", "-", "--frame=1.."]));

    let markdown = run(&["report", "-", "--reveal=names"]);
    harmless(&markdown);
    let line = markdown.lines().find(|line| line.contains("alert(1)")).unwrap();
    assert!(line.contains(" `` <script>alert(1)") && line.contains(" `` |"), "{line}");

    let output = folder("hostile").join("report.html");
    run(&["report", "-", "--reveal=names", "--output", output.to_str().unwrap()]);
    let html = fs::read_to_string(output).unwrap();
    harmless(&html);
    assert!(html.contains("alert(1)") && !html.contains("<script"), "{html}");
}

#[test]
fn hostile_names_are_clean_on_a_terminal() {
    // The peer's name stands beside its link when something was found there.
    let octets: String = HOSTILE.bytes().map(|octet| format!("{octet:02x}")).collect();
    let file = btsnoop(&format!(
        "@le\n0.000 < event 07 00 ccbbaa5dcf00 {octets}\n\
         0.100 > l2cap 0006 01 04 00 05 10 01 01\n0.150 < l2cap 0006 02 02 00 05 10 01 01\n\
         0.200 > l2cap 0006 03 00112233445566778899aabbccddeeff\n\
         0.250 < l2cap 0006 03 ffeeddccbbaa99887766554433221100\n\
         0.300 > l2cap 0006 04 0102030405060708090a0b0c0d0e0f10\n0.350 < l2cap 0006 05 04\n"
    ));
    let ran = btlint_with(&["check", "-", "--select=AUTH104"], &file, &[("CLICOLOR_FORCE", "1")]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("\"<script>alert(1)</script>\u{fffd}[31m|`x`"), "{}", ran.out);
    assert!(!ran.out.contains(['\r', '\u{202e}']), "{}", ran.out);
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let output = folder("page").join("report.html");
    let arguments = ["report", FAILED, "--reveal=addresses", "--output", output.to_str().unwrap()];
    let ran = btlint(&arguments);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let html = fs::read_to_string(output).unwrap();
    for part in [
        "AUTH104",
        "F0:F1:F2:F3:F4:02",
        "Confirm Value Failed",
        "href=\"#link-1-1\"",
        "id=\"link-1-1\"",
    ] {
        assert!(html.contains(part), "{part}");
    }
    for outside in ["http:", "https:", "<script", "<link", "<img", "url(", "@import", "src="] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn keys_are_in_no_output() {
    const KEY: &str = "00112233445566778899aabbccddeeff";
    let file = btsnoop(&format!(
        "@encrypted\n0.000 > command 040b ccbbaa5dcf00 {KEY}\n0.100 < event 18 ccbbaa5dcf00 {KEY} 04\n\
         0.200 > l2cap 0007 06{KEY}\n0.300 < l2cap 0007 08{KEY}\n0.400 > l2cap 0007 0a{KEY}\n\
         0.500 < event 18 ccbbaa5dcf00 00112233445566778899aabbccdd\n\
         0.600 > acl 0 0f00 0700 06001122334455\n0.610 > acl 1 66778899aabbccddeeff\n"
    ));
    let output = folder("keys").join("report.html");
    let page = output.to_str().unwrap();
    let runs: [&[&str]; 7] = [
        &["check", "-"],
        &["check", "-", "--format=json"],
        &["report", "-"],
        &["report", "-", "--output", page],
        &["show", "-"],
        &["show", "-", "--frame=1.."],
        &["show", "-", "--format=json"],
    ];
    for arguments in runs {
        let ran = btlint_with(arguments, &file, &[]);
        let text =
            if arguments.contains(&page) { fs::read_to_string(&output).unwrap() } else { ran.out };
        let digits: String = text.to_lowercase().split([' ', '\n', ':']).collect();
        for piece in ["11223344", "44556677", "66778899aa", "aabbccdd"] {
            let peer = digits.replace("ccbbaa", "");
            assert!(!peer.contains(piece), "{arguments:?} shows {piece} of a key:\n{text}");
        }
    }
    let tree = btlint_with(&["show", "-", "--filter", "btsmp", "--frame=1.."], &file, &[]).out;
    assert!(tree.contains("long_term_key: 16 octets, hidden"), "{tree}");
}

#[test]
fn of_many_findings_of_one_rule_some_are_written_and_all_are_counted() {
    let mut text = String::from("@adapter\n");
    for n in 0..25 {
        let (address, handle) = (format!("ccbbaa5dcf{n:02x}"), format!("{:02x}00", 0x40 + n));
        text.push_str(&format!("{n}.000 < event 03 00 {handle} {address} 01 00\n"));
        text.push_str(&format!("{n}.500 < event 05 00 {handle} 08\n"));
    }
    let octets = btsnoop(&text);
    let heads = |out: &str| out.matches("error[CONN001]").count();
    let ran = btlint_with(&["check", "-"], &octets, &[]);
    assert_eq!((ran.code, heads(&ran.out)), (1, 20), "{}", ran.out);
    assert!(ran.out.contains("and 5 more of CONN001; --verbose lists them"), "{}", ran.out);
    assert!(ran.out.contains("25 errors"), "{}", ran.out);
    assert_eq!(heads(&btlint_with(&["check", "--verbose", "-"], &octets, &[]).out), 25);
}
