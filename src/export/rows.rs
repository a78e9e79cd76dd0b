//! The rows of one capture.

use super::{
    measured::Measured,
    tables::{
        Adapters, Captures, Channels, Findings, Gaps, Links, NotAssessed, Phases, Quality, Streams,
    },
};
use crate::{
    analysis::{Analysis, Incident, channels},
    finding::Finding,
    report,
    story::{LinkStory, Phase, PhaseKind, StreamFigures},
    text::clean,
    track::{At, Side, listen},
};

fn integer(number: impl TryInto<i64>) -> Option<i64> {
    number.try_into().ok()
}

fn seconds(nanoseconds: i64) -> Option<f64> {
    Some(nanoseconds as f64 / 1e9)
}

fn milliseconds(nanoseconds: i64) -> Option<f64> {
    Some(nanoseconds as f64 / 1e6)
}

fn text(words: &str) -> Option<String> {
    Some(clean(words).into_owned()).filter(|words| !words.is_empty())
}

/// Who did it, unless nobody knows.
fn side(side: Side) -> Option<String> {
    (side != Side::Unknown).then(|| side.name().trim_start_matches("the ").to_owned())
}

/// The rows of one capture, table by table.
pub(super) struct Rows<'a> {
    analysis: &'a Analysis,
    measured: &'a Measured,
    /// Names are revealed.
    names: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn new(analysis: &'a Analysis, measured: &'a Measured, names: bool) -> Self {
        Self { analysis, measured, names }
    }

    /// From the first record; negative where the clock went back.
    fn since_start(&self, at: At) -> Option<f64> {
        let start = self.analysis.health.first?.time;
        seconds(at.time.step_from(start))
    }

    /// The row of the capture, without what the analysis does not know.
    pub(super) fn capture(&self) -> Captures {
        let health = &self.analysis.health;
        let trust = report::Trust::of(self.analysis);
        let length = health.first.zip(health.latest);
        Captures {
            format: Some(self.analysis.header.to_string()),
            link_type: text(&self.analysis.header.link_type),
            packets: integer(health.records),
            start: health.first.map(|first| first.time.0 / 1000),
            duration_s: length.and_then(|(first, latest)| seconds(latest.since(first.time))),
            read: Some(self.analysis.error.is_none()),
            complete: Some(trust.complete),
            error: self.analysis.error.as_ref().and_then(|error| text(&error.reason.to_string())),
            links: integer(self.analysis.links.len() as u64 + self.analysis.more_links),
            ..Captures::default()
        }
    }

    pub(super) fn adapters(&self) -> impl Iterator<Item = Adapters> {
        self.analysis.adapters.iter().map(|adapter| {
            let (id, maker) = (adapter.id, adapter.maker);
            let hci = maker.and_then(|it| it.hci);
            Adapters {
                source: integer(id.source.number()),
                adapter: integer(id.index),
                address: adapter.address.map(|address| address.to_string()),
                version: hci.and_then(|(version, _)| integer(version.0)),
                version_name: hci.map(|(version, _)| version.to_string()),
                company: maker.and_then(|it| integer(it.company.0)),
                lmp_subversion: maker.and_then(|it| integer(it.subversion.0)),
                hci_subversion: hci.and_then(|(_, revision)| integer(revision.0)),
            }
        })
    }

    pub(super) fn links(&self) -> impl Iterator<Item = Links> {
        self.analysis.links.iter().map(|link| self.link(link))
    }

    fn link(&self, link: &LinkStory) -> Links {
        let own = self.analysis.findings.iter().filter(|it| it.link == Some(link.id));
        let worst = own.max_by_key(|it| (it.severity, std::cmp::Reverse(it.at.frame)));
        let [_, peer] = link.makers;
        let connect = link.phases.iter().find(|phase| phase.kind == PhaseKind::Connect);
        let from = connect.map_or(link.first, |phase| phase.began);
        let media = link.streams.iter().map(|stream| stream.first).min_by_key(|at| at.frame);
        let ended = link.end.and_then(|end| end.reason).map(|reason| reason.to_string());
        let failed = link.failure.map(|failure| failure.status.to_string());
        Links {
            link: integer(link.id.0),
            source: integer(link.adapter.source.number()),
            adapter: integer(link.adapter.index),
            transport: link.transport.map(|transport| transport.name().to_owned()),
            role: link.role.map(|role| format!("{role:?}").to_lowercase()),
            on_air: Some(link.on_air),
            peer: link.peer.map(|peer| peer.to_string()),
            identity: link.identity.map(|identity| identity.to_string()),
            name: link.name.as_deref().filter(|_| self.names).and_then(text),
            peer_version: peer.and_then(|it| integer(it.version.0)),
            peer_company: peer.and_then(|it| integer(it.company.0)),
            peer_subversion: peer.and_then(|it| integer(it.subversion.0)),
            verdict: Some(link.verdict.name().to_owned()),
            cause: worst.map(|finding| finding.rule.code.to_owned()),
            headline: text(&link.headline),
            start_s: self.since_start(link.first),
            end_s: self.since_start(link.last),
            from_start: Some(link.from_start),
            attempts: integer(link.attempts),
            end_reason: ended.or(failed),
            ended_by: link.end.and_then(|end| side(end.by)),
            encryption: Some(link.encryption.name().to_owned()),
            codec: link.codec.as_deref().and_then(text),
            first_media_s: media.and_then(|media| seconds(media.time.since(from.time))),
        }
    }

    pub(super) fn phases(&self) -> impl Iterator<Item = Phases> {
        let all = self.analysis.links.iter();
        all.flat_map(move |link| link.phases.iter().map(move |phase| self.phase(link, phase)))
    }

    fn phase(&self, link: &LinkStory, phase: &Phase) -> Phases {
        let took = phase.ended.map(|ended| ended.time.since(phase.began.time));
        Phases {
            link: integer(link.id.0),
            name: Some(phase.kind.name().to_owned()),
            outcome: Some(phase.outcome.name().to_owned()),
            by: side(phase.by),
            frame: integer(phase.began.frame),
            time_s: self.since_start(phase.began),
            duration_s: took.and_then(seconds),
            count: integer(phase.times),
            detail: text(&phase.detail),
        }
    }

    pub(super) fn findings(&self) -> impl Iterator<Item = Findings> {
        self.analysis.incidents.iter().flat_map(move |incident| {
            let cause = incident.finding(&self.analysis.findings).rule.code;
            let own = std::iter::once(self.finding(incident, None));
            own.chain(incident.consequences.iter().map(move |it| self.finding(it, Some(cause))))
        })
    }

    fn finding(&self, incident: &Incident, caused_by: Option<&str>) -> Findings {
        let finding: &Finding = incident.finding(&self.analysis.findings);
        Findings {
            code: Some(finding.rule.code.to_owned()),
            severity: Some(incident.severity.name().to_owned()),
            confidence: Some(finding.confidence.name().to_owned()),
            link: finding.link.and_then(|link| integer(link.0)),
            peer: finding.peer.map(|peer| peer.to_string()),
            frame: integer(finding.at.frame),
            time_s: self.since_start(finding.at),
            message: text(&finding.message),
            shape: text(&finding.shape()),
            count: integer(incident.times),
            period_s: incident.rhythm.and_then(|rhythm| seconds(rhythm.period)),
            caused_by: caused_by.map(str::to_owned),
            related: integer(finding.related.len()),
        }
    }

    pub(super) fn not_assessed(&self) -> impl Iterator<Item = NotAssessed> {
        self.analysis.skipped.iter().map(|(&(code, reason), &count)| NotAssessed {
            code: Some(code.to_owned()),
            reason: Some(reason.to_owned()),
            count: integer(count),
        })
    }

    pub(super) fn streams(&self) -> impl Iterator<Item = Streams> {
        let all = self.analysis.links.iter();
        all.flat_map(move |link| link.streams.iter().map(move |stream| self.stream(link, stream)))
    }

    fn stream(&self, link: &LinkStory, stream: &StreamFigures) -> Streams {
        // Of a codec that is not measured nobody knows the silences.
        let measured = |number: u32| integer(number).filter(|_| stream.media > 0);
        let length = |length: i64| milliseconds(length).filter(|_| stream.media > 0);
        Streams {
            link: integer(link.id.0),
            stream: integer(stream.number),
            by: side(stream.by),
            codec: stream.codec.as_deref().and_then(text),
            frame: integer(stream.first.frame),
            first_media_s: self.since_start(stream.first),
            duration_s: seconds(stream.duration()),
            start_latency_ms: stream.start_latency().and_then(milliseconds),
            packets: integer(stream.packets),
            bit_rate: stream.bit_rate().and_then(integer),
            buffer_ms: milliseconds(stream.buffer),
            margin_least_ms: stream.margin.and_then(|margin| milliseconds(margin.least)),
            margin_p01_ms: stream.margin.and_then(|margin| milliseconds(margin.hundredth)),
            margin_p50_ms: stream.margin.and_then(|margin| milliseconds(margin.median)),
            late: measured(stream.late.count),
            late_ms: length(stream.late.length),
            lost: measured(stream.lost.count),
            lost_ms: length(stream.lost.length),
            silent: measured(stream.silent.count),
            silent_ms: length(stream.silent.length),
            thrown_away: measured(stream.thrown_away.count),
            thrown_away_ms: length(stream.thrown_away.length),
            missing: integer(stream.missing),
            stalls: integer(stream.stalls.0),
            longest_stall_ms: milliseconds(stream.stalls.1),
            real_time: stream.slow.map(|slow| slow.permille as f64 / 1e3),
        }
    }

    pub(super) fn gaps(&self) -> impl Iterator<Item = Gaps> {
        self.measured.gaps.iter().map(|gap| Gaps {
            link: integer(gap.stream.link.0),
            stream: integer(gap.stream.number),
            by: side(gap.by),
            frame: integer(gap.after.frame),
            time_s: self.since_start(At { time: gap.begins, ..gap.after }),
            length_ms: milliseconds(gap.length),
            refill_ms: milliseconds(gap.refill),
            kind: Some(
                match gap.kind {
                    listen::Kind::Lost(_) => "lost",
                    listen::Kind::Late { .. } => "late",
                }
                .to_owned(),
            ),
            lost: match gap.kind {
                listen::Kind::Lost(packets) => integer(packets),
                listen::Kind::Late { .. } => None,
            },
            host_late: match gap.kind {
                listen::Kind::Lost(_) => None,
                listen::Kind::Late { host_late, .. } => Some(host_late),
            },
            asked: Some(gap.asked.is_some()),
            unwitnessed: Some(gap.unwitnessed),
        })
    }

    /// The channels on which something was heard.
    pub(super) fn channels(&self) -> impl Iterator<Item = Channels> {
        let all = &self.measured.channels;
        (0..channels::LE).filter_map(move |rf| {
            let heard = all.between(rf..rf + 1, 0, all.length.saturating_add(1));
            let index = u8::try_from(rf).ok().and_then(parsers::radio::channel_index)?;
            (heard.packets > 0).then(|| Channels {
                channel: integer(index),
                frequency_mhz: integer(channels::middle(rf)),
                packets: integer(heard.packets),
                wrong_crc: integer(heard.garbled),
                again: integer(heard.again),
                rssi_dbm: heard.strength(),
            })
        })
    }

    pub(super) fn quality(&self) -> impl Iterator<Item = Quality> {
        self.measured.quality.iter().map(|(link, report)| Quality {
            link: integer(link.0),
            frame: integer(report.at.frame),
            time_s: self.since_start(report.at),
            kind: text(&report.id.to_string()),
            rssi_dbm: report.signal.and_then(integer),
            unused_channels: integer(report.unused_channels),
            retransmissions: integer(report.retransmissions),
            unanswered: integer(report.unanswered),
            refused: integer(report.refused),
            flow_off: integer(report.flow_off),
            underflow: integer(report.underflow),
        })
    }
}
