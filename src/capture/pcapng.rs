//! pcapng: sections, interfaces and packets (draft-ietf-opsawg-pcapng).

mod block;
mod interface;

use std::sync::Arc;

use parsers::link::Link;
use pcap_file::pcapng::PcapNgParser;

pub(super) use self::interface::Clock;
use self::{
    block::{Body, Kind},
    interface::Interface,
};
use super::{
    Slot, State,
    bytes::Order,
    claim::Claim,
    error::{Fault, Reason},
    link_type,
    window::Window,
};

/// Most interfaces of a section. Checkpoints may have to keep a copy of them.
const MAX_INTERFACES: usize = 1024;

/// How far to look for an interface that can be read before the capture is refused.
const SEARCH: u64 = 64 << 20;

/// What the blocks read so far in a section say of the ones to come. Shared with checkpoints.
#[derive(Debug, Clone)]
pub(super) struct Section {
    order: Order,
    interfaces: Vec<Interface>,
}

/// Reads the packets of a pcapng file.
pub(super) struct Pcapng {
    parser: PcapNgParser,
    section: Arc<Section>,
    /// Link types of the whole file: those that are read, then those that are not.
    read: Vec<u16>,
    skipped: Vec<u16>,
    /// Why the first interface that is not read is not, said if no other turns up.
    refusal: Option<Fault>,
}

impl std::fmt::Debug for Pcapng {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pcapng").field("section", &self.section).finish_non_exhaustive()
    }
}

/// What one block came to.
enum Step {
    End,
    Packet(Slot),
    /// A packet that is counted and not read.
    Skipped,
    Other,
}

impl Pcapng {
    /// Reads up to the first interface whose packets can be read.
    pub(super) fn open(window: &mut Window, state: &mut State) -> Result<Self, Fault> {
        let order = Order::Big;
        let mut reader = Self {
            parser: block::parser(order, window.offset())?,
            section: Arc::new(Section { order, interfaces: Vec::new() }),
            read: Vec::new(),
            skipped: Vec::new(),
            refusal: None,
        };
        if !reader.step(window, state).map(|step| matches!(step, Step::Other))? {
            return Err(Fault::new(0, Reason::HeaderCut("pcapng")));
        }
        while reader.read.is_empty() {
            let ended = matches!(reader.step(window, state)?, Step::End);
            if ended || (window.offset() > SEARCH && reader.refusal.is_some()) {
                reader.refuse()?;
                break;
            }
        }
        Ok(reader)
    }

    /// Names and numbers of the link types that are read.
    pub(super) fn link_type(&self) -> String {
        let names: Vec<_> = self.read.iter().map(|&n| link_type::text(u32::from(n))).collect();
        names.join(", ")
    }

    /// Link types of the interfaces whose packets are not read.
    pub(super) fn skipped(&self) -> &[u16] {
        &self.skipped
    }

    pub(super) fn section(&self) -> Arc<Section> {
        Arc::clone(&self.section)
    }

    pub(super) fn restore(&mut self, section: &Arc<Section>) -> Result<(), Fault> {
        self.parser = block::parser(section.order, 0)?;
        self.section = Arc::clone(section);
        Ok(())
    }

    /// What the bytes say if they are an Enhanced Packet Block.
    pub(super) fn claim(&self, bytes: &[u8]) -> Option<Claim> {
        let (header, packet, trailer) = block::whole_packet(bytes, self.section.order)?;
        let index = usize::try_from(packet.interface).ok()?;
        let interface = self.section.interfaces.get(index)?;
        let link = interface.link?;
        Some(Claim {
            header,
            captured: packet.captured as usize,
            original: packet.original as usize,
            trailer,
            time: interface.clock.time(packet.ticks?),
            link,
            meta: link_type::plain_meta(link),
        })
    }

    /// Reads up to the next packet of an interface that is read.
    #[inline]
    pub(super) fn next(
        &mut self,
        window: &mut Window,
        state: &mut State,
    ) -> Result<Option<Slot>, Fault> {
        loop {
            match self.step(window, state)? {
                Step::Packet(slot) => return Ok(Some(slot)),
                Step::End => {
                    self.refuse()?;
                    return Ok(None);
                }
                Step::Skipped | Step::Other => {}
            }
        }
    }

    /// At the end, nothing at all having been read is a fault.
    fn refuse(&mut self) -> Result<(), Fault> {
        match self.refusal.take() {
            Some(fault) if self.read.is_empty() => Err(fault),
            _ => Ok(()),
        }
    }

    #[inline]
    fn step(&mut self, window: &mut Window, state: &mut State) -> Result<Step, Fault> {
        let offset = window.offset();
        let Some(body) = block::next(&mut self.parser, window, self.section.order, state)? else {
            return Ok(Step::End);
        };
        match body.kind {
            Kind::Enhanced | Kind::Packet | Kind::Simple => {
                self.packet(&body, offset, window, state)
            }
            Kind::Section(order) => {
                self.parser = block::parser(order, offset)?;
                self.section = Arc::new(Section { order, interfaces: Vec::new() });
                Ok(Step::Other)
            }
            Kind::Interface => self.interface(&body, offset, window),
            Kind::Statistics => {
                self.statistics(&body, window, state);
                Ok(Step::Other)
            }
            // Wireshark numbers these too.
            Kind::Event => {
                state.number += 1;
                Ok(Step::Other)
            }
            Kind::Other => Ok(Step::Other),
        }
    }

    #[inline]
    fn packet(
        &mut self,
        body: &Body,
        offset: u64,
        window: &Window,
        state: &mut State,
    ) -> Result<Step, Fault> {
        let bytes = window.slice(body.range.clone());
        let packet = match body.kind {
            Kind::Enhanced => block::enhanced(bytes, self.section.order),
            Kind::Packet => block::packet(bytes, self.section.order),
            _ => {
                let snap_length = self.section.interfaces.first().map_or(0, |i| i.snap_length);
                block::simple(bytes, self.section.order, snap_length)
            }
        };
        let Some(packet) = packet else {
            let text = "the packet is longer than its block";
            return Err(Fault::new(offset, Reason::Malformed(text)));
        };
        let index = packet.interface;
        let start = body.range.start + packet.start;
        let range = start..start + packet.captured as usize;
        let Some(interface) = self.used(index, window.slice(range.clone())) else {
            return Err(Fault::new(offset, Reason::UnknownInterface(index)));
        };
        state.number += 1;
        if let Some(ticks) = packet.ticks {
            state.time = interface.clock.time(ticks);
        }
        let Some(link) = interface.link else {
            state.skipped += 1;
            return Ok(Step::Skipped);
        };
        let told = block::told(bytes, &packet, self.section.order);
        let meta = match told.direction {
            Some(direction) if link == Link::HciH4 => direction,
            _ => link_type::plain_meta(link),
        };
        if told.drops > 0
            && let Some(i) = Arc::make_mut(&mut self.section).interfaces.get_mut(index as usize)
        {
            i.dropped = i.dropped.saturating_add(told.drops);
        }
        let drops = told.drops.saturating_add(u64::from(std::mem::take(&mut state.pending)));
        Ok(Step::Packet(Slot {
            link,
            meta,
            // There are no more than MAX_INTERFACES.
            interface: u16::try_from(index).unwrap_or(u16::MAX),
            range,
            original_len: packet.original.max(packet.captured),
            drops: u32::try_from(drops).unwrap_or(u32::MAX),
        }))
    }

    /// The interface of a packet.
    #[inline]
    fn used(&mut self, index: u32, packet: &[u8]) -> Option<Interface> {
        let index = usize::try_from(index).ok()?;
        let interface = *self.section.interfaces.get(index)?;
        if interface.seen { Some(interface) } else { self.first(index, packet) }
    }

    /// The first packet of an interface shows what it carries: of PPI, whether it is read at all,
    /// and of what is not read, enough to say so.
    #[cold]
    fn first(&mut self, index: usize, packet: &[u8]) -> Option<Interface> {
        let interfaces = &mut Arc::make_mut(&mut self.section).interfaces;
        let interface = interfaces.get_mut(index)?;
        interface.seen = true;
        interface.link = interface.link.filter(|&link| link_type::fits(link, packet));
        let interface = *interface;
        if interface.link.is_some() {
            return Some(interface);
        }
        let number = interface.link_type;
        if !interfaces.iter().any(|i| i.link_type == number && i.link.is_some()) {
            self.read.retain(|&n| n != number);
        }
        note(&mut self.skipped, number);
        if self.refusal.as_ref().is_none_or(|fault| fault.offset == interface.offset) {
            let reason = link_type::refusal(u32::from(number), Some(packet));
            self.refusal = Some(Fault::new(interface.offset, reason));
        }
        Some(interface)
    }

    fn interface(&mut self, body: &Body, offset: u64, window: &Window) -> Result<Step, Fault> {
        let order = self.section.order;
        let interface = Interface::read(window.slice(body.range.clone()), order, offset)
            .ok_or_else(|| Fault::new(offset, Reason::Malformed("the interface is cut short")))?;
        if self.section.interfaces.len() >= MAX_INTERFACES {
            let text = "more than 1024 interfaces in a section";
            return Err(Fault::new(offset, Reason::Malformed(text)));
        }
        if interface.link.is_some() {
            note(&mut self.read, interface.link_type);
        } else {
            self.refusal.get_or_insert_with(|| {
                Fault::new(offset, link_type::refusal(u32::from(interface.link_type), None))
            });
        }
        Arc::make_mut(&mut self.section).interfaces.push(interface);
        Ok(Step::Other)
    }

    /// Counters of drops run from the start of the capture; what packets have reported is
    /// subtracted.
    fn statistics(&mut self, body: &Body, window: &Window, state: &mut State) {
        let order = self.section.order;
        let Some((index, counted)) = block::statistics(window.slice(body.range.clone()), order)
        else {
            return;
        };
        let Ok(index) = usize::try_from(index) else { return };
        let Some(interface) = self.section.interfaces.get(index) else { return };
        if interface.link.is_none() || counted <= interface.dropped {
            return;
        }
        let more = u32::try_from(counted - interface.dropped).unwrap_or(u32::MAX);
        state.pending = state.pending.saturating_add(more);
        if let Some(interface) = Arc::make_mut(&mut self.section).interfaces.get_mut(index) {
            interface.dropped = counted;
        }
    }
}

/// Keeps a list of different link types short: there are few, but a file may say anything.
fn note(list: &mut Vec<u16>, link_type: u16) {
    if list.len() < 16 && !list.contains(&link_type) {
        list.push(link_type);
    }
}
