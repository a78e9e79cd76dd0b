//! Channel maps, from the air or from the controller.

use parsers::{
    View,
    hci::{Opcode, Returns},
    ll::{ChannelMap, ControlOpcode, control::connection::ChannelMapInd},
};

use crate::{
    rules::coex::wifi,
    track::{At, Event, LinkId, State, What, id::Key},
};

/// Which channels are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// The frame.
    pub at: At,
    /// The link.
    pub link: Option<LinkId>,
    /// It is of BR/EDR, with 79 channels; otherwise of LE, with 37.
    pub classic: bool,
    /// Where it stands.
    pub origin: &'static str,
    map: wifi::Map,
}

impl Map {
    /// How many channels are used.
    pub fn used(&self) -> usize {
        self.map.used()
    }

    /// The numbers of the channels that are not: `11 to 20 and 30`.
    pub fn avoided(&self) -> String {
        self.map.avoided()
    }

    /// The Wi-Fi channels that explain it; none where none do.
    pub fn wifi(&self) -> Vec<u8> {
        self.map.wifi()
    }

    /// Whether the channel with this middle, in MHz, is used; none for a channel that no map has.
    pub fn has(&self, middle: u16) -> Option<bool> {
        self.map.has(middle)
    }
}

/// The map that an event brings.
pub(super) fn of(event: &Event<'_>, state: &State) -> Option<Map> {
    let on_air = |map: ChannelMap| wifi::Map::low_energy(|index| map.0 >> index & 1 == 1);
    let bit = |map: &[u8], at: u16| {
        map.get(usize::from(at / 8)).is_some_and(|octet| octet >> (at % 8) & 1 == 1)
    };
    let made = |link, classic, origin, map| Some(Map { at: event.at, link, classic, origin, map });
    match event.what {
        What::RadioConnect(connect) => {
            made(event.link, false, "CONNECT_IND", on_air(connect.channel_map))
        }
        What::Control(control) if control.opcode == ControlOpcode::CHANNEL_MAP_IND => {
            let change = ChannelMapInd::parse(control.payload).ok()?;
            made(event.link, false, "LL_CHANNEL_MAP_IND", on_air(change.channel_map))
        }
        What::Answer(answer)
            if matches!(
                answer.opcode,
                Opcode::LE_READ_CHANNEL_MAP | Opcode::READ_AFH_CHANNEL_MAP
            ) =>
        {
            let link = |handle| {
                let key = Key::Handle(handle);
                let of = |link: &&crate::track::state::Link| {
                    (link.adapter, link.key, link.closed) == (event.adapter, key, None)
                };
                state.links.iter().find(of).map(|link| link.id)
            };
            match Returns::parse(answer.opcode, answer.parameters).ok()? {
                Returns::LeReadChannelMap(returned) => {
                    let returned = returned.success()?;
                    let map = wifi::Map::low_energy(|at| bit(returned.channels, at));
                    made(link(returned.handle), false, "LE Read Channel Map", map)
                }
                Returns::ReadAfhChannelMap(returned) => {
                    // Without adaptive hopping the map says nothing.
                    let returned = returned.success().filter(|returned| returned.enabled)?;
                    let map = wifi::Map::classic(|at| bit(returned.channels, at));
                    made(link(returned.handle), true, "Read AFH Channel Map", map)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The Wi-Fi channel of 1, 6 and 11 that covers a frequency in MHz.
pub fn wifi(middle: u16) -> Option<u8> {
    let covers = |(number, at): (u8, u16)| number != 13 && at.abs_diff(middle) <= wifi::STRONG;
    wifi::WIFI.into_iter().find(|wifi| covers(*wifi)).map(|(number, _)| number)
}
