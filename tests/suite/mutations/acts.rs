//! What the two hosts and the controller may do on a link that is up.

use super::tape::Tape;

/// The identifier that this host gave to the channel of [`Tape::opened`], and the one of the peer.
const LOCAL: u16 = 0x60;
const REMOTE: u16 = 0x70;

/// The peer of the captures on BR/EDR.
pub(super) const PEER: [u8; 6] = [0x01, 0x17, 0xde, 0x10, 0x4c, 0xda];

/// The octets of several numbers and strings in a row.
pub(super) fn octets(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

impl Tape {
    /// The capture up to where this host ends its link.
    pub(super) fn alive(name: &str) -> Self {
        let tape = Self::of(name);
        let at = tape.first(true, "Disconnect");
        tape.until(at - 1)
    }

    /// Octets after the link's handle.
    pub(super) fn on(&self, octets: &[u8]) -> Vec<u8> {
        [&self.handle().to_le_bytes()[..], octets].concat()
    }

    /// A status, the link's handle, and octets after it.
    pub(super) fn status(&self, status: u8, octets: &[u8]) -> Vec<u8> {
        [&[status][..], &self.on(octets)].concat()
    }

    /// An HCI event.
    pub(super) fn event(self, milliseconds: i64, code: u8, parameters: &[u8]) -> Self {
        let head = [4, code, parameters.len() as u8];
        self.then(milliseconds, false, [&head[..], parameters].concat())
    }

    /// An LE event.
    pub(super) fn le_event(self, milliseconds: i64, code: u8, parameters: &[u8]) -> Self {
        self.event(milliseconds, 0x3e, &[&[code][..], parameters].concat())
    }

    /// An HCI command.
    pub(super) fn command(self, opcode: u16, parameters: &[u8]) -> Self {
        let [low, high] = opcode.to_le_bytes();
        let head = [1, low, high, parameters.len() as u8];
        self.then(20, true, [&head[..], parameters].concat())
    }

    /// A command and its Command Status.
    pub(super) fn begun(self, opcode: u16, parameters: &[u8], status: u8) -> Self {
        let [low, high] = opcode.to_le_bytes();
        self.command(opcode, parameters).event(3, 0x0f, &[status, 1, low, high])
    }

    /// A command and its Command Complete.
    pub(super) fn done(self, opcode: u16, parameters: &[u8], returned: &[u8]) -> Self {
        let [low, high] = opcode.to_le_bytes();
        let returned = [&[1, low, high][..], returned].concat();
        self.command(opcode, parameters).event(3, 0x0e, &returned)
    }

    /// A PDU of L2CAP signalling on BR/EDR.
    pub(super) fn signal(self, sent: bool, code: u8, identifier: u8, data: &[u8]) -> Self {
        self.signal_on(1, sent, code, identifier, data)
    }

    /// A PDU of L2CAP signalling on LE.
    pub(super) fn le_signal(self, sent: bool, code: u8, identifier: u8, data: &[u8]) -> Self {
        self.signal_on(5, sent, code, identifier, data)
    }

    fn signal_on(self, cid: u16, sent: bool, code: u8, identifier: u8, data: &[u8]) -> Self {
        let [low, high] = (data.len() as u16).to_le_bytes();
        let head = [code, identifier, low, high];
        self.says(20, sent, cid, &[&head[..], data].concat())
    }

    /// One side's request for the channel, and how far the other comes towards it.
    pub(super) fn connecting(self, asks: bool, psm: u16) -> Self {
        let mine = if asks { LOCAL } else { REMOTE }.to_le_bytes();
        self.signal(asks, 2, 0x21, &[&psm.to_le_bytes()[..], &mine].concat())
    }

    /// The same, accepted.
    pub(super) fn accepted(self, asks: bool, psm: u16) -> Self {
        let (mine, theirs) = if asks { (LOCAL, REMOTE) } else { (REMOTE, LOCAL) };
        let answer = [theirs, mine, 0, 0].map(u16::to_le_bytes).concat();
        self.connecting(asks, psm).signal(!asks, 3, 0x21, &answer)
    }

    /// A Configuration Request with options.
    pub(super) fn configures(self, sent: bool, options: &[u8]) -> Self {
        let theirs = if sent { REMOTE } else { LOCAL }.to_le_bytes();
        self.signal(sent, 4, 0x22, &[&theirs[..], &[0, 0], options].concat())
    }

    /// Its answer.
    pub(super) fn configured(self, sent: bool, result: u8, options: &[u8]) -> Self {
        let theirs = if sent { REMOTE } else { LOCAL }.to_le_bytes();
        self.signal(sent, 5, 0x22, &[&theirs[..], &[0, 0, result, 0], options].concat())
    }

    /// A channel that one side asked for and both configured, without options.
    pub(super) fn opened(self, asks: bool, psm: u16) -> Self {
        self.accepted(asks, psm)
            .configures(asks, &[])
            .configured(!asks, 0, &[])
            .configures(!asks, &[])
            .configured(asks, 0, &[])
    }

    /// A PDU on this channel.
    pub(super) fn data(self, sent: bool, data: &[u8]) -> Self {
        let cid = if sent { REMOTE } else { LOCAL };
        self.says(20, sent, cid, data)
    }

    /// The end of the link, 2 s later, as whoever asked for everything wants it.
    pub(super) fn ended(self, asks: bool) -> Self {
        self.down(2000, if asks { 0x16 } else { 0x13 })
    }
}
