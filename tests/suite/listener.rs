//! The model of the listener's buffer against an independent receiver: a queue that is stepped in
//! time and knows when each packet truly arrived.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod codecs;
mod model;
mod receiver;
mod sender;
mod untidy;
mod wire;

use btlint::track::listen::{
    Arrival, Clock, Content, Credits, Ear, Kind, MILLISECOND, Play, SECOND, Tick,
};

use self::{
    model::{Returns, Score, Side, hear},
    sender::{Codec, Fault, Jitter, Plan},
};

/// Each packet comes back by itself.
const ONE: Returns = Returns::By(1);

#[test]
fn every_silence_is_found_and_none_is_invented() {
    let mut all = Score::default();
    let mut seed = 1;
    for codec in [Codec::Sbc, Codec::Aac] {
        for side in [Side::Source, Side::Sink] {
            for jitter in [Jitter::Even, Jitter::Calm, Jitter::Rough] {
                for ppm in [-100, 0, 100] {
                    for fault in [Fault::None, Fault::Stall, Fault::Shift, Fault::Radio] {
                        for _ in 0..2 {
                            seed += 1;
                            let plan = Plan { codec, jitter, ppm, fault, seed, seconds: 60 };
                            let packets = plan.packets();
                            let truth = receiver::listen(&packets, codec, plan.ppm);
                            let heard = hear(&packets, side, codec, ONE);
                            all.add(&truth, &heard.gaps);
                            if side == Side::Source && fault != Fault::None {
                                all.causes(&heard.gaps, fault != Fault::Radio);
                            }
                        }
                    }
                }
            }
        }
    }
    println!("{all:?}");
    assert!(all.truth > 1000, "{all:?}");
    assert_eq!((all.found, all.invented), (all.truth, 0), "{all:?}");
    assert!(all.worst <= 6 * MILLISECOND, "{all:?}");
    assert!(all.right * 100 >= all.causes * 98, "{all:?}");
}

#[test]
fn healthy_hours_are_silent_about_silence() {
    for codec in [Codec::Sbc, Codec::Aac, Codec::Ldac] {
        for (seed, jitter) in [Jitter::Even, Jitter::Calm, Jitter::Rough].into_iter().enumerate() {
            for ppm in [-100, 100] {
                let fault = Fault::None;
                let plan = Plan { codec, jitter, ppm, fault, seed: seed as u64, seconds: 1800 };
                let heard = hear(&plan.packets(), Side::Source, codec, ONE);
                assert_eq!(heard.gaps, [], "{codec:?} {jitter:?} {ppm}");
                assert_eq!(heard.line.short, 0, "{codec:?} {jitter:?} {ppm}");
                assert!(heard.line.slow_source.is_none());
                let least = heard.margin.least().unwrap();
                assert!(least >= 25 * MILLISECOND, "{codec:?} {jitter:?} {ppm}: {least}");
            }
        }
    }
}

#[test]
fn lost_packets_are_silence_of_their_length() {
    for codec in [Codec::Sbc, Codec::Aac, Codec::Ldac] {
        for run in [1, 2, 3, 5, 8] {
            let fault = Fault::Loss(run);
            let plan =
                Plan { codec, jitter: Jitter::Calm, ppm: 50, fault, seed: run.into(), seconds: 60 };
            let packets = plan.packets();
            let heard = hear(&packets, Side::Sink, codec, ONE);
            let lost = packets.iter().filter(|packet| packet.lost).count();
            assert_eq!(heard.clock.lost, lost as u64, "{codec:?} {run}");
            let length = codec.length() * i64::from(run);
            if length < 20 * MILLISECOND {
                assert_eq!(heard.gaps, []);
                continue;
            }
            assert_eq!(heard.gaps.len(), lost / usize::from(run), "{codec:?} {run}");
            for gap in &heard.gaps {
                assert!((gap.length - length).abs() < MILLISECOND, "{codec:?} {run}: {gap:?}");
                assert_eq!(gap.kind, Kind::Lost(run));
            }
        }
    }
}

#[test]
fn packets_that_come_back_together_hide_nothing() {
    for (batch, worst) in [(2, 16), (4, 50)] {
        let mut score = Score::default();
        for seed in 0..6 {
            let (codec, jitter) = (Codec::Sbc, Jitter::Calm);
            let plan = Plan { codec, jitter, ppm: 20, fault: Fault::Radio, seed, seconds: 60 };
            let packets = plan.packets();
            let heard = hear(&packets, Side::Source, codec, Returns::By(batch));
            score.add(&receiver::listen(&packets, codec, plan.ppm), &heard.gaps);
        }
        println!("{batch}: {score:?}");
        assert_eq!((score.found, score.invented), (score.truth, 0), "{batch}: {score:?}");
        assert!(score.worst <= worst * MILLISECOND, "{batch}: {score:?}");
    }
}

#[test]
fn a_slow_source_is_one_finding_with_its_rate() {
    for permille in [995, 990, 980, 950, 900, 800] {
        let (codec, jitter, ppm) = (Codec::Sbc, Jitter::Calm, 0);
        let fault = Fault::Slow(permille);
        let plan = Plan { codec, jitter, ppm, fault, seed: 5, seconds: 180 };
        let heard = hear(&plan.packets(), Side::Source, codec, ONE);
        let slow = heard.line.slow_source.unwrap_or_else(|| panic!("{permille}: none"));
        assert!((slow.permille - permille).abs() <= 16, "{permille}: {slow:?}");
    }
    for fault in [Fault::Stall, Fault::Shift, Fault::Radio] {
        let (codec, jitter, ppm) = (Codec::Sbc, Jitter::Calm, 0);
        let plan = Plan { codec, jitter, ppm, fault, seed: 5, seconds: 180 };
        let heard = hear(&plan.packets(), Side::Source, codec, ONE);
        assert_eq!(heard.line.slow_source, None, "{fault:?}");
    }
}

#[test]
fn stamps_in_any_unit_are_understood_or_left_alone() {
    use sender::Stamps;
    for codec in [Codec::Sbc, Codec::Aac] {
        for stamps in [
            Stamps::Rate,
            Stamps::End,
            Stamps::Constant,
            Stamps::Counting,
            Stamps::Milliseconds,
            Stamps::Microseconds,
            Stamps::Khz90,
        ] {
            let mut score = Score::default();
            for seed in 0..3 {
                let (jitter, fault) = (Jitter::Calm, Fault::Stall);
                let plan = Plan { codec, jitter, ppm: 10, fault, seed, seconds: 60 };
                let packets = plan.stamped(stamps);
                let heard = hear(&packets, Side::Source, codec, ONE);
                assert_eq!(heard.clock.holes.1, 0, "{codec:?} {stamps:?}");
                score.add(&receiver::listen(&packets, codec, plan.ppm), &heard.gaps);
            }
            let right = (score.found, score.invented) == (score.truth, 0);
            assert!(right && score.worst <= 26 * MILLISECOND, "{codec:?} {stamps:?}: {score:?}");
        }
    }
}

#[test]
fn media_that_the_source_left_out_is_counted() {
    let plan = Plan {
        codec: Codec::Sbc,
        jitter: Jitter::Calm,
        ppm: 0,
        fault: Fault::None,
        seed: 3,
        seconds: 30,
    };
    let mut packets = plan.packets();
    let step = 44_100 / 10;
    for (index, packet) in packets.iter_mut().enumerate() {
        packet.stamp = packet.stamp.wrapping_add(index as u32 / 200 * step);
    }
    let (left_out, times) = hear(&packets, Side::Source, Codec::Sbc, ONE).clock.holes;
    let expected = (packets.len() as u64 - 1) / 200;
    assert_eq!(times, expected);
    let error = left_out - i64::try_from(expected).unwrap() * SECOND / 10;
    assert!(error.abs() < MILLISECOND, "{left_out}");
    assert_eq!(hear(&plan.packets(), Side::Source, Codec::Sbc, ONE).clock.holes, (0, 0));
}

#[test]
fn nothing_is_heard_after_the_end() {
    let plan = Plan {
        codec: Codec::Sbc,
        jitter: Jitter::Even,
        ppm: 0,
        fault: Fault::None,
        seed: 9,
        seconds: 5,
    };
    let packets = plan.packets();
    let mut heard = hear(&packets, Side::Sink, Codec::Sbc, ONE);
    // Suspended: what does not come any more is not missed, and the next start begins anew.
    assert_eq!(heard.line.stop(), None);
    let play = Play { start: 10 * SECOND, length: 15 * MILLISECOND, ..Play::default() };
    let at = packets.last().unwrap().arrived + 60 * SECOND;
    assert!(heard.line.arrive(&Arrival { at, handed: at, idle: true, play, frame: 0 }).is_empty());
}

#[test]
fn content_without_a_clock_has_the_default_length() {
    let mut clock = Clock::default();
    let content = Content::Stamps { rate: 48_000, frame: 0 };
    let Tick::Began(play) = clock.packet(0, 1, 0, 1, content) else { panic!() };
    assert_eq!((play.start, play.length), (0, 20 * MILLISECOND));
}

/// What is kept does not grow with the stream.
#[test]
fn a_stream_takes_a_few_kilobytes() {
    let (stream, link) = (size_of::<Ear>(), size_of::<Credits>());
    println!("{stream} octets a stream, {link} a link");
    assert!(stream <= 3 * 1024, "{stream}");
    assert!(link <= 6 * 1024, "{link}");
}
