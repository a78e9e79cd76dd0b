//! Preludes: frames that bring a link into a state before a script begins.

use super::*;

impl Script {
    pub(super) fn prelude(&mut self, text: &str) {
        let mut words = text.split_whitespace();
        let name = words.next().unwrap_or_default();
        let handle = words.next().map_or(HANDLE, |word| number(word.trim_start_matches('#')));
        let peer = words.next().unwrap_or(PEER).to_owned();
        self.bring(name, handle, &peer);
    }

    fn bring(&mut self, name: &str, handle: u16, peer: &str) {
        let h = format!("{:02x}{:02x}", handle & 0xff, handle >> 8);
        let link = format!("#{handle:04x}");
        let mut at = -9.0;
        let mut say = |script: &mut Self, line: String| {
            at += 0.01;
            script.line(&format!("{at:.3} {line}"));
        };
        match name {
            "adapter" => {
                say(self, "> command 1005".into());
                say(self, "< event 0e 01 0510 00 fd03 40 0a00 0800".into());
                say(self, "> command 2002".into());
                say(self, "< event 0e 01 0220 00 fb00 0a".into());
            }
            "le" => {
                say(
                    self,
                    format!("> command 200d 60003000 00 00 {peer} 00 18002800 0000 f401 0000 0000"),
                );
                say(self, "< event 0f 00 01 0d20".into());
                say(self, format!("< event 3e 01 00 {h} 00 00 {peer} 2800 0000 f401 00"));
            }
            "le-peripheral" => {
                say(self, format!("< event 3e 01 00 {h} 01 00 {peer} 2800 0000 f401 00"));
            }
            "classic" => {
                say(self, format!("> command 0405 {peer} 18cc 02 00 0000 01"));
                say(self, "< event 0f 00 01 0504".into());
                say(self, format!("< event 03 00 {h} {peer} 01 00"));
            }
            "classic-incoming" => {
                say(self, format!("< event 04 {peer} 000000 01"));
                say(self, format!("> command 0409 {peer} 01"));
                say(self, "< event 0f 00 01 0904".into());
                say(self, format!("< event 03 00 {h} {peer} 01 00"));
            }
            "encrypted" => {
                self.bring("classic", handle, peer);
                at = -7.0;
                let mut say = |script: &mut Self, line: String| {
                    at += 0.01;
                    script.line(&format!("{at:.3} {line}"));
                };
                say(self, format!("> command 0411 {h}"));
                say(self, "< event 0f 00 01 1104".into());
                say(self, format!("< event 17 {peer}"));
                say(self, format!("> command 040b {peer} 00112233445566778899aabbccddeeff"));
                say(self, format!("< event 0e 01 0b04 00 {peer}"));
                say(self, format!("< event 06 00 {h}"));
                say(self, format!("> command 0413 {h} 01"));
                say(self, "< event 0f 00 01 1304".into());
                say(self, format!("< event 08 00 {h} 02"));
            }
            "avdtp" => {
                self.bring("encrypted", handle, peer);
                self.channel(-6.0, &link, 0x0019, SIGNALLING, 1);
                self.channel(-5.8, &link, 0x0017, AVCTP, 2);
                self.channel(-5.6, &link, 0x0003, RFCOMM, 3);
                self.channel(-5.4, &link, 0x0001, SDP, 4);
            }
            "configured" => {
                self.bring("avdtp", handle, peer);
                at = -5.0;
                let mut say = |script: &mut Self, line: String| {
                    at += 0.01;
                    script.line(&format!("{at:.3} {line}"));
                };
                say(self, format!("> {link} avdtp 00 01"));
                say(self, format!("< {link} avdtp 02 01 04 08"));
                say(self, format!("> {link} avdtp 10 02 04"));
                say(self, format!("< {link} avdtp 12 02 01 00 07 06 00 00 ff ff 02 35"));
                say(self, format!("> {link} avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35"));
                say(self, format!("< {link} avdtp 22 03"));
            }
            "open" => {
                self.bring("configured", handle, peer);
                self.line(&format!("-4.000 > {link} avdtp 30 06 04"));
                self.line(&format!("-3.990 < {link} avdtp 32 06"));
                self.channel(-3.9, &link, 0x0019, MEDIA, 5);
            }
            "streaming" => {
                self.bring("open", handle, peer);
                self.line(&format!("-3.000 > {link} avdtp 40 07 04"));
                self.line(&format!("-2.990 < {link} avdtp 42 07"));
                for sequence in 0..3 {
                    let time = -2.9 + f64::from(sequence) * 0.02;
                    self.line(&format!("{time:.3} > {link} media {sequence}"));
                }
            }
            "air" => {
                self.air = true;
                let connect = format!(
                    "-1.000 > air d6be898e 4522 010203040506 {peer} 3c1a6550 ccbbaa 02 0000 1800 0000 4800 ffffffff1f 07"
                );
                self.line(&connect);
            }
            other => panic!("no such prelude: @{other}"),
        }
    }

    /// Opens an L2CAP channel from this host; `ends` are this host's and the peer's.
    fn channel(&mut self, from: f64, link: &str, psm: u16, ends: [u16; 2], identifier: u8) {
        let le = |value: u16| format!("{:02x}{:02x}", value & 0xff, value >> 8);
        let (psm, local, remote) = (le(psm), le(ends[0]), le(ends[1]));
        let id = format!("{identifier:02x}");
        let other = format!("{:02x}", identifier + 0x40);
        let lines = [
            format!("> {link} signal 02 {id} 0400 {psm} {local}"),
            format!("< {link} signal 03 {id} 0800 {remote} {local} 0000 0000"),
            format!("> {link} signal 04 {id} 0800 {remote} 0000 0102 a002"),
            format!("< {link} signal 05 {id} 0600 {local} 0000 0000"),
            format!("< {link} signal 04 {other} 0800 {local} 0000 0102 a002"),
            format!("> {link} signal 05 {other} 0600 {remote} 0000 0000"),
        ];
        for (index, line) in lines.iter().enumerate() {
            self.line(&format!("{:.3} {line}", from + index as f64 * 0.01));
        }
    }
}
