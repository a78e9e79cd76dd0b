//! COEX002.

use parsers::{
    View,
    hci::{Command, Opcode, Returns},
    ll::{ChannelMap, ControlOpcode, control::connection::ChannelMapInd},
};

use super::wifi::Map;
use crate::{
    rules::{Check, Draft, Out, PerLink, Recent},
    track::{AdapterId, Event, LinkId, State, What, id::Key},
};

crate::rule! {
    /// ## What it checks
    /// A channel map that leaves out just the channels under a Wi-Fi channel (1, 6, 11 or 13, each
    /// some 20 MHz wide): at least four of five channels there are avoided, and at most a quarter
    /// of the others. Maps come from the air (CONNECT_IND, LL_CHANNEL_MAP_IND) or from the
    /// controller (LE Read Channel Map, Read AFH Channel Map). Each different answer is reported
    /// once for a link. So is what the host itself rules out (Set AFH Host Channel Classification,
    /// LE Set Host Channel Classification), once for an adapter: it knows where its own Wi-Fi is.
    ///
    /// A map that leaves out channels here and there is not Wi-Fi's doing.
    ///
    /// ## Why it matters
    /// The controller met interference on these channels and works around it: fewer channels are left, and until the map
    /// changed, packets were lost there.
    ///
    /// ## What to do
    /// Move Wi-Fi to 5 GHz or to a channel that fewer devices use.
    ///
    /// ## Examples
    /// ```frames
    /// @air
    /// 1.000 > control 01 ff07e0ff1f 0600           //~ COEX002
    /// ```
    /// As many channels, here and there:
    /// ```frames
    /// @air
    /// 1.000 > control 01 d9bded6d17 0600
    /// ```
    /// The controller is asked on BR/EDR:
    /// ```frames
    /// @classic
    /// 1.000 > command 1406 4000
    /// 1.010 < event 0e 01 0614 00 4000 01 0000e0ffffffffffff7f   //~ COEX002
    /// ```
    COEX002 {
        name: "channel-map-matches-wifi",
        severity: Notice,
        summary: "a channel map avoids a Wi-Fi channel",
        spec: "Core Vol 2 Part B, 8.6.6; Core Vol 6 Part B, 4.5.8.1",
        advice: "Move Wi-Fi to 5 GHz or to another channel.",
        topics: [Controller, Radio],
        gates: [],
        check: MatchesWifi,
    }
}

/// Adapters that are followed.
const MAX_ADAPTERS: usize = 32;

/// Numbers of Wi-Fi channels.
type Wifi = arrayvec::ArrayVec<u8, 4>;

#[derive(Debug, Default)]
struct MatchesWifi {
    /// What was reported last.
    links: PerLink<Wifi>,
    /// The same of what hosts rule out, for BR/EDR and for LE.
    hosts: Recent<(AdapterId, [Wifi; 2]), MAX_ADAPTERS>,
}

impl Check for MatchesWifi {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let low_energy = |map: ChannelMap| Map::low_energy(|index| map.0 >> index & 1 == 1);
        match event.what {
            What::RadioConnect(connect) => {
                let Some(link) = event.link else { return };
                self.report(&low_energy(connect.channel_map), link, event, out);
            }
            What::Control(control) if control.opcode == ControlOpcode::CHANNEL_MAP_IND => {
                let Some(link) = event.link else { return };
                let Ok(change) = ChannelMapInd::parse(control.payload) else { return };
                self.report(&low_energy(change.channel_map), link, event, out);
            }
            What::Command(sent) => {
                let (map, low_energy) = match Command::parse(sent.opcode, sent.parameters) {
                    Ok(Command::SetAfhHostChannelClassification(c)) => {
                        (Map::classic(|at| bit(c.channels, at)), false)
                    }
                    Ok(Command::LeSetHostChannelClassification(c)) => {
                        (Map::low_energy(|at| bit(c.channels, at)), true)
                    }
                    _ => return,
                };
                self.ruled_out(&map, low_energy, event, out);
            }
            What::Answer(answer)
                if matches!(
                    answer.opcode,
                    Opcode::LE_READ_CHANNEL_MAP | Opcode::READ_AFH_CHANNEL_MAP
                ) =>
            {
                let (handle, map) = match Returns::parse(answer.opcode, answer.parameters) {
                    Ok(Returns::LeReadChannelMap(r)) => match r.success() {
                        Some(r) => (r.handle, Map::low_energy(|at| bit(r.channels, at))),
                        None => return,
                    },
                    Ok(Returns::ReadAfhChannelMap(r)) => match r.success() {
                        // Without adaptive hopping the map says nothing.
                        Some(r) if r.enabled => (r.handle, Map::classic(|at| bit(r.channels, at))),
                        _ => return,
                    },
                    _ => return,
                };
                let key = Key::Handle(handle);
                let of = |link: &&crate::track::state::Link| {
                    (link.adapter, link.key, link.closed) == (event.adapter, key, None)
                };
                let Some(link) = state.links.iter().find(of) else { return };
                self.report(&map, link.id, event, out);
            }
            _ => {}
        }
    }
}

impl MatchesWifi {
    fn report(&mut self, map: &Map, link: LinkId, event: &Event<'_>, out: &mut Out<'_>) {
        let wifi: Wifi = map.wifi().into_iter().collect();
        let known = self.links.entry(link, out);
        if wifi.is_empty() || *known == wifi {
            return;
        }
        known.clone_from(&wifi);
        draft(map, &wifi, "are avoided", event, out).link(Some(link)).report(out);
    }

    fn ruled_out(&mut self, map: &Map, low_energy: bool, event: &Event<'_>, out: &mut Out<'_>) {
        let wifi: Wifi = map.wifi().into_iter().collect();
        let id = event.adapter;
        let (_, known) =
            self.hosts.entry(|(known, _)| *known == id, || (id, Default::default()), out);
        let known = &mut known[usize::from(low_energy)];
        if wifi.is_empty() || *known == wifi {
            return;
        }
        known.clone_from(&wifi);
        let kind = if low_energy {
            "of LE are ruled out by this host"
        } else {
            "of BR/EDR are ruled out by this host"
        };
        draft(map, &wifi, kind, event, out).report(out);
    }
}

fn draft(map: &Map, wifi: &[u8], how: &str, event: &Event<'_>, out: &Out<'_>) -> Draft {
    let numbers: Vec<String> = wifi.iter().map(u8::to_string).collect();
    let plural = if wifi.len() == 1 { "" } else { "s" };
    let message = format!(
        "Channels {} {how}: Wi-Fi channel{plural} {}; {} channels are left",
        map.avoided(),
        numbers.join(" and "),
        map.used()
    );
    out.finding(&RULE, event.at, message)
}

/// Bit `at` of a map, from the lowest of its first octet on.
fn bit(map: &[u8], at: u16) -> bool {
    map.get(usize::from(at / 8)).is_some_and(|octet| octet >> (at % 8) & 1 == 1)
}
