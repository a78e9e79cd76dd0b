//! The figures of a stream in words, for the formats that people read.

use crate::{
    story::StreamFigures,
    text::{clean, count, duration},
    track::listen::{MILLISECOND, Total},
};

/// One line: codec, sender, length, cadence, buffer, and what was heard to break.
pub(super) fn words(figures: &StreamFigures) -> String {
    let codec = figures.codec.as_deref().unwrap_or("unknown codec");
    let mut words = vec![
        clean(codec).into_owned(),
        format!("from {} for {}", figures.by, duration(figures.duration())),
    ];
    if let Some(rate) = figures.bit_rate() {
        words.push(format!("{} kbit/s", (rate + 500) / 1000));
    }
    if let Some(length) = figures.packet_length() {
        words.push(format!("{} of {}", count(figures.packets, "packet"), duration(length)));
    }
    if let Some(latency) = figures.start_latency() {
        words.push(format!("first {} after the start", duration(latency)));
    }
    if let Some(latency) = figures.play_latency() {
        words.push(format!("{} after PLAY", duration(latency)));
    }
    let mut sentences = vec![words.join(", ")];
    if let Some(margin) = figures.margin {
        let said = if figures.reported { "reported" } else { "assumed" };
        let ms = |time: i64| {
            let word = if time < 0 { "late" } else { "ahead" };
            format!("{} ms {word}", (time / MILLISECOND).abs())
        };
        sentences.push(format!(
            "Buffer {} ({said}); the worst packet comes {}, 1 % {}, half {}",
            duration(figures.buffer),
            ms(margin.least),
            ms(margin.hundredth),
            ms(margin.median)
        ));
    }
    let heard = heard(figures);
    if figures.media > 0 {
        sentences.push(if heard.is_empty() {
            "No dropout".to_owned()
        } else {
            format!("Broken off: {}", heard.join("; "))
        });
    }
    sentences.join(". ")
}

fn heard(figures: &StreamFigures) -> Vec<String> {
    let total = |what: &str, total: Total| {
        (total.count > 0).then(|| {
            format!("{what} {} for {}", count(total.count.into(), "time"), duration(total.length))
        })
    };
    let grows = figures.late_growing.count;
    let late = total("late", figures.late).map(|late| match grows == figures.late.count {
        true => late,
        false => format!("{late} ({grows} in a receiver whose delay grows)"),
    });
    let (stalls, longest) = figures.stalls;
    let stalled = (stalls > 0).then(|| {
        let period = figures.period.map_or_else(String::new, |period| {
            format!(", every {} ms", period.median / MILLISECOND)
        });
        format!(
            "the controller stalled {} for up to {}{period}",
            count(stalls.into(), "time"),
            duration(longest)
        )
    });
    late.into_iter()
        .chain(total("lost", figures.lost))
        .chain(total("silent", figures.silent))
        .chain(total("thrown away by the source", figures.thrown_away))
        .chain(figures.slow.map(|slow| format!("0.{:03} of real time", slow.permille)))
        .chain(stalled)
        .collect()
}
