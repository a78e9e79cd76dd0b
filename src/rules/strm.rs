//! Audio streams.

mod crossing;
mod settings;
mod sides;

family! {
    connected_not_active,
    configured_never_opened,
    opened_no_media_channel,
    started_no_media,
    media_without_start,
    suspended_not_resumed,
    avdtp_command_unanswered,
    avdtp_rejected,
    choppy_media_cadence,
    media_backlog,
    bitrate_over_link,
    sbc_only_though_better_offered,
    codec_config_invalid,
    latency,
    single_active_output,
    slow_stream_start,
    started_and_silent,
    slow_source,
    media_not_as_configured,
    taken_over,
}
