"""A phone and a speaker, and the steps of their A2DP life, one method each."""

import asyncio
import time

from bumble import a2dp, avc, avdtp, avrcp, hfp, rfcomm
from bumble.codecs import AacAudioRtpPacket
from bumble.core import PhysicalTransport
from bumble.pairing import PairingConfig, PairingDelegate
from bumble.rtp import MediaPacket

from stage import hang_up, settle

SPEAKER_CLASS = 0x240414
PHONE_CLASS = 0x5A020C
AUDIO = avdtp.MediaType.AUDIO


def sbc(every=False, bitpool=35):
    """SBC capabilities: everything (a sink's offer) or one choice (a source's)."""
    info = a2dp.SbcMediaCodecInformation
    if every:
        settings = info(
            info.SamplingFrequency.SF_44100 | info.SamplingFrequency.SF_48000,
            info.ChannelMode(15), info.BlockLength(15), info.Subbands(3),
            info.AllocationMethod(3), 2, 53,
        )
    else:
        settings = info(
            info.SamplingFrequency.SF_44100, info.ChannelMode.JOINT_STEREO, info.BlockLength.BL_16,
            info.Subbands.S_8, info.AllocationMethod.LOUDNESS, 2, bitpool,
        )
    return avdtp.MediaCodecCapabilities(AUDIO, a2dp.CodecType.SBC, settings)


def aac(every=False):
    """AAC capabilities, MPEG-2 and MPEG-4 LC offered, MPEG-4 LC 44.1 kHz stereo chosen."""
    info = a2dp.AacMediaCodecInformation
    kinds, rates = info.ObjectType, info.SamplingFrequency
    settings = info(
        kinds.MPEG_2_AAC_LC | kinds.MPEG_4_AAC_LC if every else kinds.MPEG_4_AAC_LC,
        rates.SF_44100 | rates.SF_48000 if every else rates.SF_44100,
        info.Channels.MONO | info.Channels.STEREO if every else info.Channels.STEREO,
        1, 256000,
    )
    return avdtp.MediaCodecCapabilities(AUDIO, a2dp.CodecType.MPEG_2_4_AAC, settings)


CODECS = {'sbc': sbc, 'aac': aac}
CODEC_TYPES = {'sbc': a2dp.CodecType.SBC, 'aac': a2dp.CodecType.MPEG_2_4_AAC}


def sbc_silence(bitpool):
    """One SBC frame of silence: 44.1 kHz, joint stereo, 16 blocks, 8 sub-bands."""
    header = bytes([0xBD, bitpool])
    scale = bytes(9)  # 8 join bits, 16 scale factors of 4 bits
    crc = 0x0F
    for byte in header + scale:
        for bit in range(7, -1, -1):
            crc = (crc << 1 & 0xFF) ^ (0x1D if (crc >> 7) ^ (byte >> bit & 1) else 0)
    body = scale + bytes((8 + 16 * bitpool + 7) // 8 - 1)
    return b'\x9c' + header + bytes([crc]) + body


def media_packets(codec, sequence=0, timestamp=0, bitpool=16):
    """Endless (RTP packet, seconds it lasts) of silence."""
    while True:
        if codec == 'sbc':
            frames = 10
            payload = bytes([frames]) + sbc_silence(bitpool) * frames
            samples = 128 * frames
        else:
            silence = bytes.fromhex('210049900219002380') + bytes(180)
            payload = bytes(AacAudioRtpPacket.for_simple_aac(44100, 2, silence))
            samples = 1024
        yield MediaPacket(2, 0, 0, 0, sequence, timestamp, 1, [], 96, payload), samples / 44100
        sequence, timestamp = sequence + 1, timestamp + samples


def agree(io=PairingDelegate.DISPLAY_OUTPUT_AND_YES_NO_INPUT, mitm=True, delegate=None):
    """A pairing config factory."""
    config = PairingConfig(sc=True, mitm=mitm, bonding=True, delegate=delegate or PairingDelegate(io))
    return lambda _connection: config


class Duet:
    """`phone` is the source and normally the one who asks, `speaker` the sink."""

    def __init__(self, stage):
        self.stage = stage
        self.protocol = self.server = self.stream = self.connection = None
        self.sinks, self.arrivals = [], []
        self.rtp = media_packets('sbc')

    async def enter(self, offer=('sbc', 'aac'), speaker_records=None):
        """Power both and let the speaker listen for AVDTP."""
        self.phone = await self.stage.device('Example Phone', class_of_device=PHONE_CLASS, connectable=False)
        self.speaker = await self.stage.device('Example Speaker', class_of_device=SPEAKER_CLASS)
        self.phone.pairing_config_factory = agree()
        self.speaker.pairing_config_factory = agree(PairingDelegate.NO_OUTPUT_NO_INPUT, mitm=False)
        self.speaker.sdp_service_records = {
            0x10001: a2dp.make_audio_sink_service_sdp_records(0x10001), **(speaker_records or {})
        }
        self.phone.sdp_service_records = {0x10002: a2dp.make_audio_source_service_sdp_records(0x10002)}
        listener = avdtp.Listener.for_device(self.speaker, version=(1, 3))

        def on_connection(server):
            self.server = server
            self.sinks = [server.add_sink(CODECS[name](True)) for name in offer]

        listener.on('connection', on_connection)
        self.speaker.on('connection', self.arrivals.append)
        return self

    async def page(self):
        """ACL link, remote name."""
        self.connection = await self.phone.connect(
            self.speaker.public_address, transport=PhysicalTransport.BR_EDR
        )
        await settle(0.2)
        return self.connection

    async def secure(self):
        """Authentication (pairing, if there is no key yet) and encryption."""
        await self.connection.authenticate()
        await self.connection.encrypt()

    async def lookup(self):
        """SDP: is there an audio sink, and which AVDTP?"""
        await avdtp.find_avdtp_service_with_connection(self.connection)
        await settle(0.1)

    async def signalling(self):
        """AVDTP channel and the sink's endpoints."""
        self.protocol = await avdtp.Protocol.connect(self.connection, (1, 3))
        await self.protocol.discover_remote_endpoints()

    def endpoints(self, codec, bitpool=35):
        """Our source and the sink's endpoint for a codec."""
        capabilities = sbc(bitpool=bitpool) if codec == 'sbc' else aac()
        source = self.protocol.add_source(capabilities, None)
        return source, self.protocol.find_remote_sink_by_codec(AUDIO, CODEC_TYPES[codec])

    async def connect(self):
        """Everything up to a discovered sink."""
        await self.page()
        await self.secure()
        await self.lookup()
        await self.signalling()

    async def configure(self, codec='sbc'):
        """Choose a codec."""
        self.rtp = media_packets(codec)
        self.stream = await self.protocol.create_stream(*self.endpoints(codec))

    async def open(self, codec='sbc'):
        """Choose a codec and open the stream."""
        await self.configure(codec)
        await self.stream.open()

    async def play(self, seconds=2.0, skip=()):
        """Send silence at its real rate; packets whose turn is in `skip` are made, not sent."""
        start, sent, turn = time.monotonic(), 0.0, 0
        while sent < seconds:
            packet, duration = next(self.rtp)
            if turn not in skip:
                self.stream.send_media_packet(packet)
            turn, sent = turn + 1, sent + duration
            await asyncio.sleep(max(0, start + sent - time.monotonic()))
        await settle(0.2)

    async def leave(self):
        """Close what is open, from the stream down to the link."""
        if self.stream and self.stream.state == avdtp.State.STREAMING:
            await self.stream.stop()
        if self.stream and self.stream.state == avdtp.State.OPEN:
            await self.stream.close()
            await settle(0.1)
        if self.protocol:
            await self.protocol.l2cap_channel.disconnect()
        await settle(0.1)
        await hang_up(self.connection)

    async def remote_control(self):
        """AVCTP between the two: returns (phone's, speaker's) AVRCP."""
        speaker, phone = avrcp.Protocol(), avrcp.Protocol()
        speaker.listen(self.speaker)
        await phone.connect(self.connection)
        await settle(0.2)
        return phone, speaker

    async def press(self, remote, key=avc.PassThroughFrame.OperationId.PLAY):
        """Press and release a key of the speaker."""
        await remote.send_key_event(key, True)
        await remote.send_key_event(key, False)

    async def hands_free(self):
        """RFCOMM and an HFP service level connection: returns (gateway, hands-free)."""
        waiting = asyncio.get_running_loop().create_future()
        channel = rfcomm.Server(self.speaker).listen(waiting.set_result)
        features = hfp.HfConfiguration(
            [hfp.HfFeature.VOICE_RECOGNITION_ACTIVATION, hfp.HfFeature.REMOTE_VOLUME_CONTROL], [],
            [hfp.AudioCodec.CVSD],
        )
        state = hfp.AgIndicatorState
        gateway_features = hfp.AgConfiguration(
            supported_ag_features=[hfp.AgFeature.VOICE_RECOGNITION_FUNCTION],
            supported_ag_indicators=[state.call(), state.service(), state.callsetup(), state.callheld(),
                                     state.signal(), state.roam(), state.battchg()],
            supported_hf_indicators=[], supported_ag_call_hold_operations=[],
            supported_audio_codecs=[hfp.AudioCodec.CVSD],
        )
        self.speaker.sdp_service_records = {
            **self.speaker.sdp_service_records,
            0x10003: hfp.make_hf_sdp_records(0x10003, channel, features)}
        await hfp.find_hf_sdp_record(self.connection)
        self.mux = await rfcomm.Client(self.connection).start()
        dlc = await self.mux.open_dlc(channel)
        gateway = hfp.AgProtocol(dlc, gateway_features)
        hands_free = hfp.HfProtocol(await waiting, features)
        await hands_free.initiate_slc()
        return gateway, hands_free
