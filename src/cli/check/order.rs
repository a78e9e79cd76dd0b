//! Work on all processors, and its results in order.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
};

/// Does the work on all processors and hands the results over in the order of the items, until
/// `take` breaks. What waits for its turn is what finished before a slower one that was begun
/// earlier.
pub(in crate::cli) fn in_order<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(&T, R) -> ControlFlow<()>,
) {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::sync_channel(rayon::current_num_threads());
    let worker = |sender: mpsc::SyncSender<(usize, R)>| {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return };
            // Nobody listens any more.
            if sender.send((index, work(item))).is_err() {
                return;
            }
        }
    };
    rayon::in_place_scope(|scope| {
        for _ in 0..rayon::current_num_threads().min(items.len()) {
            let (sender, worker) = (sender.clone(), &worker);
            scope.spawn(move |_| worker(sender));
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut turn = 0;
        for (index, result) in receiver {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&turn) {
                let Some(item) = items.get(turn) else { return };
                if take(item, result).is_break() {
                    return;
                }
                turn += 1;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..50).collect();
        let mut taken = Vec::new();
        let slow = |item: &u64| {
            std::thread::sleep(Duration::from_millis(if item.is_multiple_of(7) { 5 } else { 0 }));
            item * 2
        };
        in_order(&items, slow, |item, result| {
            assert_eq!(result, item * 2);
            taken.push(*item);
            ControlFlow::Continue(())
        });
        assert_eq!(taken, items);
    }

    #[test]
    fn it_stops_when_told() {
        let items: Vec<u64> = (0..1000).collect();
        let mut taken = 0;
        in_order(
            &items,
            |item| *item,
            |_, _| {
                taken += 1;
                if taken == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(taken, 3);
    }
}
