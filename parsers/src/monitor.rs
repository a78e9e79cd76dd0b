//! What the Linux monitor records beside packets: adapters, the management interface, lines of logs
//! (BlueZ, doc/btmon).

pub mod public;

use crate::{
    Address, Hex16, Hex32, Text, codes,
    field::{Exposure, Field, FieldInfo, Kind},
    frame::{Frame, Part},
    input::Reader,
    link::MonitorOpcode,
    pdu,
    pdu::{Pdu, View},
    value::Value,
};

codes! {
    /// Kind of controller.
    pub ControllerType(u8) {
        PRIMARY = 0 => "Primary",
        AMP = 1 => "AMP",
    }

    /// What connects a controller to its host.
    pub Bus(u8) {
        VIRTUAL = 0 => "Virtual",
        USB = 1 => "USB",
        PCCARD = 2 => "PC Card",
        UART = 3 => "UART",
        RS232 = 4 => "RS232",
        PCI = 5 => "PCI",
        SDIO = 6 => "SDIO",
        SPI = 7 => "SPI",
        I2C = 8 => "I2C",
        SMD = 9 => "SMD",
        VIRTIO = 10 => "VIRTIO",
    }

    /// How much a line of a log matters (RFC 5424, 6.2.1).
    pub Priority(u8) {
        EMERGENCY = 0 => "Emergency",
        ALERT = 1 => "Alert",
        CRITICAL = 2 => "Critical",
        ERROR = 3 => "Error",
        WARNING = 4 => "Warning",
        NOTICE = 5 => "Notice",
        INFORMATION = 6 => "Information",
        DEBUG = 7 => "Debug",
    }
}

/// The name of a program: its octets are counted, a NUL at the end included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Program<'a>(pub &'a [u8]);

static LENGTH: [FieldInfo; 1] =
    [FieldInfo::of::<u8>("ident_length", None).exposed(Exposure::Keep).form()];

impl<'a> Field<'a> for Program<'a> {
    const KIND: Kind = Kind::Text;
    const OCTETS: Option<usize> = None;
    const EXPOSURE: Exposure = Exposure::Words;
    const BESIDE: &'static [FieldInfo] = &LENGTH;

    fn read(reader: &mut Reader<'a>) -> Result<Self, crate::Fault> {
        let length = u8::read(reader)?;
        reader.take(usize::from(length)).map(Self)
    }
    fn value(&self) -> Value<'a> {
        Value::Text(self.0.split(|&octet| octet == 0).next().unwrap_or_default())
    }
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn crate::Sink,
    ) -> Result<(), crate::Fault> {
        let at = reader.offset();
        let length = u8::read(reader)?;
        sink.field(&LENGTH[0], at..reader.offset(), Value::Unsigned(u64::from(length)));
        let start = reader.offset();
        let name = Self(reader.take(usize::from(length))?);
        sink.field(info, start..reader.offset(), name.value());
        Ok(())
    }
}

pdu! {
    in PDUS;

    /// The kernel has a new adapter.
    pub struct NewIndex<'a> ("New Index", "BlueZ, monitor") {
        controller: ControllerType,
        bus: Bus,
        address: Address,
        name: Text<'a> as Words,
    }

    /// An adapter has been set up.
    pub struct IndexInfo ("Index Info", "BlueZ, monitor") {
        address: Address,
        company: crate::company::Company,
    }

    /// What the kernel says of itself.
    pub struct SystemNote<'a> ("System Note", "BlueZ, monitor") {
        note: Text<'a> as Words,
    }

    /// A line of a program's log.
    pub struct UserLogging<'a> ("User Logging", "BlueZ, monitor") {
        priority: Priority,
        program: Program<'a>,
        message: Text<'a> as Blank,
    }

    /// A program has opened the management interface.
    pub struct ControlOpen<'a> ("Control Open", "BlueZ, monitor") {
        cookie: Hex32 as Keep,
        format: Hex16 as Keep,
        version: u8 as Keep,
        revision: Hex16 as Keep,
        flags: Hex32 as Keep,
        program: Program<'a>,
    }

    /// A program has closed it.
    pub struct ControlClose ("Control Close", "BlueZ, monitor") {
        cookie: Hex32 as Keep,
    }

    /// A program commands the kernel; keys, names and PINs are among it.
    pub struct ControlCommand<'a> ("Control Command", "BlueZ, monitor") {
        cookie: Hex32 as Keep,
        opcode: Hex16 as Keep,
        parameters: &'a [u8],
    }

    /// The kernel answers, or says what happened.
    pub struct ControlEvent<'a> ("Control Event", "BlueZ, monitor") {
        cookie: Hex32 as Keep,
        event: Hex16 as Keep,
        parameters: &'a [u8],
    }
}

/// The adapter's address, in the records that have it.
pub fn address(opcode: MonitorOpcode, bytes: &[u8]) -> Option<Address> {
    let address = match opcode {
        MonitorOpcode::NEW_INDEX => NewIndex::parse(bytes).ok()?.address,
        MonitorOpcode::INDEX_INFO => IndexInfo::parse(bytes).ok()?.address,
        _ => return None,
    };
    (address.0 != [0; 6]).then_some(address)
}

/// The declaration of a record that is not a packet of HCI.
pub fn pdu(opcode: MonitorOpcode) -> Option<&'static Pdu> {
    Some(match opcode {
        MonitorOpcode::NEW_INDEX => NewIndex::PDU,
        MonitorOpcode::INDEX_INFO => IndexInfo::PDU,
        MonitorOpcode::SYSTEM_NOTE => SystemNote::PDU,
        MonitorOpcode::USER_LOGGING => UserLogging::PDU,
        MonitorOpcode::CONTROL_OPEN => ControlOpen::PDU,
        MonitorOpcode::CONTROL_CLOSE => ControlClose::PDU,
        MonitorOpcode::CONTROL_COMMAND => ControlCommand::PDU,
        MonitorOpcode::CONTROL_EVENT => ControlEvent::PDU,
        _ => return None,
    })
}

/// Adds the layer of such a record.
pub fn dissect<'a>(frame: &mut Frame<'a>, opcode: MonitorOpcode, part: Part<'a>) {
    if let Some(pdu) = pdu(opcode) {
        frame.layer_of(pdu, part);
    }
}
