"""Connections: paging, inquiry, HCI commands without answer, use after the end."""

from bumble import hci
from bumble.core import PhysicalTransport

from claims import status
from duet import Duet
from edit import command_and_answers
from stage import Capture, Stage, hang_up, heartbeat, quiet, settle

COMPLETE, GONE = 'bthci_evt.code == 0x03', 'bthci_evt.code == 0x05'
PAGE = 'bthci_cmd.opcode == 0x0405'
SPEAKER_OFF = 'bthci_evt.code == 0x03 && bthci_evt.status == 0x04'


async def page(duet):
    """Page the speaker; the connection or the error."""
    address = duet.speaker.public_address
    return await quiet(duet.phone.connect(address, transport=PhysicalTransport.BR_EDR, timeout=20), 22)


async def timeout_known():
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.page()
        await duet.secure()
        await hang_up(duet.connection)
        stage.clock.jump(20)
        await duet.speaker.set_scan_enable(False, False)
        await page(duet)
        await heartbeat(duet.phone)
        return [Capture(
            'connect/page-timeout.btsnoop', duet.phone.tape.records, 'Page timeout: the speaker was there just now',
            'The phone and the speaker were connected until frame {gone}. The phone pages again twenty seconds later '
            '(frame {page}) and gets no answer: Connection Complete with 0x04, page timeout (frame {failed}).',
            {'gone': GONE, 'page': (PAGE, 1), 'failed': SPEAKER_OFF}, [('CONN004', 'failed')],
            {'failed': status(0x04)}, side='phone')]


async def timeout_once():
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.speaker.set_scan_enable(False, False)
        await page(duet)
        await heartbeat(duet.phone)
        return [Capture(
            'connect/page-timeout-once.btsnoop', duet.phone.tape.records, 'Page timeout, once, to a device not seen before',
            'Near miss of page-timeout: one page (frame {page}) that ends in 0x04 (frame {failed}). A speaker that is '
            'switched off does just that.', {'page': PAGE, 'failed': SPEAKER_OFF}, [('CONN023', 'failed')],
            says={'failed': status(0x04)}, side='phone')]


async def already_there():
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.page()
        await quiet(duet.phone.host.send_async_command(hci.HCI_Create_Connection_Command(
            bd_addr=duet.speaker.public_address, packet_type=0xCC18, page_scan_repetition_mode=2, reserved=0,
            clock_offset=0, allow_role_switch=1)), 3)
        await settle(1)
        await hang_up(duet.connection)
        return [Capture(
            'connect/already-connected.btsnoop', duet.phone.tape.records, 'Create Connection to a device already connected',
            'The link is up since frame {up}; the host asks for it again (frame {page}) and gets 0x0B, connection '
            'already exists (frame {failed}).', {'up': COMPLETE, 'page': (PAGE, 1), 'failed': 'bthci_evt.status == 0x0b'},
            [('RACE002', 'failed')], {'failed': status(0x0B)}, side='phone')]


async def page_during_inquiry(off):
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        if off:
            await duet.speaker.set_scan_enable(False, False)
        await duet.phone.start_discovery(auto_restart=False)
        await settle(0.5)
        result = await page(duet)
        await settle(0.5)
        if off:
            stage.clock.jump(4)
        else:
            await hang_up(result)
        await quiet(duet.phone.stop_discovery(), 3)
        await heartbeat(duet.phone)
        return duet.phone.tape.records


INQUIRY = {'inquiry': 'bthci_cmd.opcode == 0x0401', 'page': PAGE, 'done': COMPLETE}


async def inquiry_fails():
    return [Capture(
        'connect/page-during-inquiry.btsnoop', await page_during_inquiry(True), 'A page in the middle of an inquiry fails',
        'Inquiry runs since frame {inquiry} when the host pages (frame {page}); Connection Complete is a page timeout '
        '(frame {done}).', INQUIRY, [('RACE004', 'done')], {'done': status(0x04)}, side='phone')]


async def inquiry_works():
    return [Capture(
        'connect/page-during-inquiry-good.btsnoop', await page_during_inquiry(False),
        'A page in the middle of an inquiry that works', 'Near miss of page-during-inquiry: inquiry runs since frame '
        '{inquiry}, the page (frame {page}) succeeds all the same ({done}).', INQUIRY, side='phone')]


async def command_unanswered():
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.page()
        await quiet(duet.connection.get_rssi())
        await settle(0.5)
        stage.clock.jump(3)
        await heartbeat(duet.phone)
        await hang_up(duet.connection)
        records = duet.phone.tape.records
        _, answer = command_and_answers(records, 0x1405)
        return [Capture(
            'connect/command-unanswered.btsnoop', records[:answer] + records[answer + 1:],
            'The controller leaves a command unanswered',
            'Read RSSI (frame {rssi}) gets neither Command Complete nor Command Status, though the capture goes on for '
            'more than 3 s.', {'rssi': 'bthci_cmd.opcode == 0x1405'}, [('CONN021', 'rssi')], side='phone',
            edited='the Command Complete of Read RSSI is removed')]


async def after_the_end():
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.page()
        handle = duet.connection.handle
        await hang_up(duet.connection)
        await settle(0.5)
        echo = bytes.fromhex('0800010009010400') + b'test'  # an L2CAP Echo Response
        duet.phone.host.send_hci_packet(hci.HCI_AclDataPacket(handle, 0, 0, len(echo), echo))
        await settle(0.5)
        await quiet(duet.phone.host.send_sync_command_raw(hci.HCI_Read_RSSI_Command(handle=handle)), 2)
        await heartbeat(duet.phone)
        return [Capture(
            'connect/use-after-disconnect.btsnoop', duet.phone.tape.records, 'Data and a command for a link that is gone',
            'The link ends in frame {gone}; half a second later the host sends an ACL packet on its handle (frame '
            '{acl}) and asks for its RSSI ({rssi}), which fails with 0x02.',
            {'gone': GONE, 'acl': ('bthci_acl && hci_h4.direction == 0', -1), 'rssi': 'bthci_cmd.opcode == 0x1405',
             'answer': 'bthci_evt.code == 0x0e && bthci_evt.opcode == 0x1405'},
            [('RACE007', 'acl')], {'answer': status(0x02)}, side='phone')]


SCENARIOS = {
    'page-timeout': timeout_known, 'page-timeout-once': timeout_once, 'already-connected': already_there,
    'page-during-inquiry': inquiry_fails, 'page-during-inquiry-good': inquiry_works,
    'command-unanswered': command_unanswered, 'use-after-disconnect': after_the_end,
}
