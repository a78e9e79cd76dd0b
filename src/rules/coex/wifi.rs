//! Which Wi-Fi channels a channel map avoids.

/// Wi-Fi channels that are used next to each other in the 2.4 GHz band, and the middle of each in MHz.
pub(crate) const WIFI: [(u8, u16); 4] = [(1, 2412), (6, 2437), (11, 2462), (13, 2472)];
/// A Wi-Fi channel is strong this far from its middle, in MHz.
pub(crate) const STRONG: u16 = 9;
/// And can be felt this far.
const FELT: u16 = 13;
/// At least so many hundredths of the channels under a Wi-Fi channel are avoided.
const COVERED: usize = 80;
/// At most so many of all others.
const STRAY: usize = 20;
/// At least so many hundredths of all channels are such others: where hardly any are left, every map
/// of few channels would look like Wi-Fi.
const OTHERS: usize = 10;

/// The middle of an LE data channel, in MHz.
fn low_energy(index: u16) -> u16 {
    if index < 11 { 2404 + 2 * index } else { 2406 + 2 * index }
}

/// The Wi-Fi channels, and for each whether an LE data channel lies under it.
pub(super) fn over() -> impl Iterator<Item = (u8, impl Fn(usize) -> bool)> {
    WIFI.into_iter().map(|(number, middle)| {
        let under = move |index: usize| {
            u16::try_from(index).is_ok_and(|index| low_energy(index).abs_diff(middle) <= STRONG)
        };
        (number, under)
    })
}

/// What a map says of the channels of one radio, in the order of their numbers: the middle of each in
/// MHz, and whether it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Map(Vec<(u16, bool)>);

impl Map {
    /// The 37 data channels of LE (Core Vol 6 Part B, 1.4.1).
    pub(crate) fn low_energy(used: impl Fn(u16) -> bool) -> Self {
        Self((0..37).map(|index| (low_energy(index), used(index))).collect())
    }

    /// The 79 channels of BR/EDR (Core Vol 2 Part B, 2.1).
    pub(crate) fn classic(used: impl Fn(u16) -> bool) -> Self {
        Self((0..79).map(|index| (2402 + index, used(index))).collect())
    }

    /// Whether the channel of this middle is used; none when it has none.
    pub(crate) fn has(&self, middle: u16) -> Option<bool> {
        self.0.iter().find(|(at, _)| *at == middle).map(|(_, used)| *used)
    }

    /// How many are used.
    pub(crate) fn used(&self) -> usize {
        self.0.iter().filter(|(_, used)| *used).count()
    }

    /// The avoided channels as ranges: `11 to 20 and 30`.
    pub(crate) fn avoided(&self) -> String {
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for (index, _) in self.0.iter().enumerate().filter(|(_, (_, used))| !used) {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == index => *last = index,
                _ => ranges.push((index, index)),
            }
        }
        let words: Vec<String> = ranges
            .into_iter()
            .map(|(first, last)| match last - first {
                0 => first.to_string(),
                _ => format!("{first} to {last}"),
            })
            .collect();
        match words.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
            None => "none".to_owned(),
        }
    }

    /// The Wi-Fi channels that explain what is avoided; empty where none do.
    pub(crate) fn wifi(&self) -> Vec<u8> {
        let share = |channels: &[&(u16, bool)]| {
            let avoided = channels.iter().filter(|(_, used)| !used).count();
            (channels.len(), avoided)
        };
        let near = |middle: u16, width: u16| move |at: u16| at.abs_diff(middle) <= width;
        let covered = |&(_, middle): &(u8, u16)| {
            let under = near(middle, STRONG);
            let channels: Vec<_> = self.0.iter().filter(|(at, _)| under(*at)).collect();
            let (all, avoided) = share(&channels);
            avoided * 100 >= all * COVERED
        };
        let mut found: Vec<(u8, u16)> = WIFI.into_iter().filter(|wifi| covered(wifi)).collect();
        if found.len() == WIFI.len() || found.iter().any(|(number, _)| *number == 13) {
            // 11 and 13 lie over one another: the one that reaches further up is meant.
            let above = self.0.iter().filter(|(at, _)| (2474..=2480).contains(at));
            let to_the_top = above.clone().count() > 0 && above.clone().all(|(_, used)| !used);
            found.retain(|(number, _)| *number != if to_the_top { 11 } else { 13 });
        }
        let felt = |at: u16| found.iter().any(|&(_, middle)| near(middle, FELT)(at));
        let others: Vec<_> = self.0.iter().filter(|(at, _)| !felt(*at)).collect();
        let (all, avoided) = share(&others);
        if found.is_empty() || all * 100 < self.0.len() * OTHERS || avoided * 100 > all * STRAY {
            return Vec::new();
        }
        found.into_iter().map(|(number, _)| number).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Map, WIFI};

    fn without(middles: &[u16], width: u16) -> [Map; 2] {
        let free = |at: u16| !middles.iter().any(|middle| at.abs_diff(*middle) <= width);
        let le = |index: u16| free(if index < 11 { 2404 + 2 * index } else { 2406 + 2 * index });
        [Map::low_energy(le), Map::classic(|index| free(2402 + index))]
    }

    #[test]
    fn each_wifi_channel_is_found_alone_and_in_pairs() {
        for (number, middle) in WIFI {
            for width in [9, 10, 11] {
                for map in without(&[middle], width) {
                    assert_eq!(map.wifi(), [number], "{width} {map:?}");
                }
            }
        }
        for map in without(&[2412, 2462], 10) {
            assert_eq!(map.wifi(), [1, 11]);
        }
        for map in without(&[2412, 2437], 11) {
            assert_eq!(map.wifi(), [1, 6]);
        }
    }

    #[test]
    fn other_maps_are_not_explained() {
        for map in [Map::low_energy(|_| true), Map::classic(|_| true)] {
            assert_eq!((map.wifi(), map.avoided()), (vec![], "none".to_owned()));
        }
        // Every third; the lower half; one Wi-Fi channel and half of all others.
        assert!(Map::low_energy(|index| index % 3 > 0).wifi().is_empty());
        assert!(Map::classic(|index| index % 3 > 0).wifi().is_empty());
        assert!(Map::low_energy(|index| index > 25).wifi().is_empty());
        assert!(Map::classic(|at| !(24..47).contains(&at) && at % 2 == 0).wifi().is_empty());
        assert!(Map::classic(|_| false).wifi().is_empty());
        // Twenty channels, the fewest that hopping may have: what is left between three Wi-Fi channels, at one
        // end, and all over the band.
        for map in without(&[2412, 2437, 2462], 10) {
            assert!(map.wifi().is_empty(), "{map:?}");
        }
        for fewest in
            [|at: u16| at < 20, |at: u16| at > 58, |at: u16| at.is_multiple_of(4) && at < 80]
        {
            assert_eq!(Map::classic(fewest).used(), 20);
            assert!(Map::classic(fewest).wifi().is_empty());
        }
    }

    #[test]
    fn ranges_are_written_as_people_do() {
        assert_eq!(Map::low_energy(|index| !(11..21).contains(&index)).avoided(), "11 to 20");
        let map = Map::low_energy(|index| ![0, 1, 5, 36].contains(&index));
        assert_eq!((map.avoided().as_str(), map.used()), ("0 to 1, 5 and 36", 33));
    }
}
