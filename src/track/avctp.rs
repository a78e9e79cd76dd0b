//! AVRCP over AVCTP, as far as it tells what the user wants.

use parsers::{
    View,
    avctp::{
        PacketType, Single,
        avrcp::{
            AvcHeader, Notification, Opcode, Operation, PassThrough, PlayStatus, Response,
            VendorDependent,
        },
    },
    link::Direction,
};

use super::{
    Queue,
    event::{Intent, Source, What},
    input::Pdu,
    state::Link,
};

/// One AVCTP packet.
pub(super) fn packet<'a>(link: &mut Link, pdu: &Pdu<'a>, events: &mut Queue<'a>) {
    let Ok(packet) = Single::parse(pdu.payload) else { return };
    if packet.packet_type != PacketType::SINGLE {
        return;
    }
    if let Some(intent) = intent(packet.payload, pdu.direction) {
        events.on(link, What::Intent(intent));
    }
}

fn intent(bytes: &[u8], by: Direction) -> Option<Intent> {
    let header = AvcHeader::parse(bytes).ok()?;
    match header.opcode {
        Opcode::PASS_THROUGH => {
            let key = PassThrough::parse(header.operands).ok()?;
            match key.operation {
                _ if key.released || header.ctype.is_response() => None,
                Operation::PLAY => Some(Intent::Play(Source::PassThrough, by)),
                Operation::PAUSE | Operation::STOP => Some(Intent::Pause(Source::PassThrough, by)),
                _ => None,
            }
        }
        Opcode::VENDOR_DEPENDENT if header.ctype.is_response() => {
            let pdu = VendorDependent::parse(header.operands).ok()?;
            let status = match Response::parse(pdu.pdu, pdu.parameters).ok()? {
                Response::GetPlayStatus(response) => response.status,
                Response::RegisterNotification(response) => {
                    match Notification::parse(response.event, response.value).ok()? {
                        Notification::PlaybackStatus(changed) => changed.status,
                        _ => return None,
                    }
                }
                _ => return None,
            };
            match status {
                PlayStatus::PLAYING => Some(Intent::Play(Source::PlaybackStatus, by)),
                PlayStatus::STOPPED | PlayStatus::PAUSED => {
                    Some(Intent::Pause(Source::PlaybackStatus, by))
                }
                _ => None,
            }
        }
        _ => None,
    }
}
