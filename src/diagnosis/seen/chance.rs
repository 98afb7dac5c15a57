//! What chance alone can do to two series of packets.
//!
//! Pure. Fisher's exact test, one-sided: R. A. Fisher, Statistical Methods for Research Workers (1925),
//! section 21.02. Exact for short series too, where a normal approximation is not.

use super::samples::Share;

/// What is smaller than this share of the sum adds nothing to it.
const NOTHING: f64 = 1e-9;
/// From here on the series for the logarithm of a factorial is exact to ten digits.
const LARGE: u32 = 16;

/// Returns how likely it is, 0 to 1, that the first series loses as few as it did or fewer, if packets of
/// both are lost alike and this many are lost in all. 1 where it loses no smaller share than the second.
pub(super) fn of_so_few(one: Share, other: Share) -> f64 {
    if one.sent == 0 || other.sent == 0 || one.ratio() >= other.ratio() {
        return 1.0;
    }
    let (sent, lost) = (one.plus(other).sent, one.plus(other).lost);
    let rest = sent - one.sent;
    let all = ln_choose(sent, lost);
    // Below the mean each further term is smaller than the one before.
    let least = lost.saturating_sub(rest);
    let mut sum = 0.0;
    for few in (least..=one.lost).rev() {
        let term = (ln_choose(one.sent, few) + ln_choose(rest, lost - few) - all).exp();
        sum += term;
        if term <= sum * NOTHING {
            break;
        }
    }
    sum.clamp(0.0, 1.0)
}

/// Returns the logarithm of the number of ways to choose so many out of so many.
fn ln_choose(of: u32, many: u32) -> f64 {
    ln_factorial(of) - ln_factorial(many) - ln_factorial(of.saturating_sub(many))
}

/// Returns the logarithm of n!, by Stirling's series where n is large.
fn ln_factorial(n: u32) -> f64 {
    if n < LARGE {
        return (2..=n).map(|factor| f64::from(factor).ln()).sum();
    }
    let n = f64::from(n);
    let tail = 1.0 / (12.0 * n) - 1.0 / (360.0 * n.powi(3)) + 1.0 / (1260.0 * n.powi(5));
    n * n.ln() - n + 0.5 * (std::f64::consts::TAU * n).ln() + tail
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn share(lost: u32, sent: u32) -> Share {
        Share { sent, lost }
    }

    #[test]
    fn known_tables_come_out() {
        // The tea that was tasted: 3 of 4 right, so 1 of 4 wrong beside 3 of 4, has 17 of 70.
        for (one, other, chance) in [
            (share(1, 4), share(3, 4), 17.0 / 70.0),
            (share(0, 4), share(4, 4), 1.0 / 70.0),
            (share(0, 44), share(12, 200), 0.08648),
            (share(4, 128), share(16, 201), 0.05635),
            (share(3, 200), share(20, 200), 0.00017),
        ] {
            let got = of_so_few(one, other);
            assert!((got - chance).abs() < 0.00001, "{one:?} beside {other:?}: {got}");
        }
    }

    /// The same without any logarithm.
    fn counted(one: Share, other: Share) -> f64 {
        let choose = |of: u32, many: u32| -> f64 {
            (0..many).map(|k| f64::from(of - k) / f64::from(k + 1)).product()
        };
        let (sent, lost) = (one.sent + other.sent, one.lost + other.lost);
        let ways = |few: u32| choose(one.sent, few) * choose(other.sent, lost - few);
        (lost.saturating_sub(other.sent)..=one.lost).map(ways).sum::<f64>() / choose(sent, lost)
    }

    proptest! {
        #[test]
        fn it_is_what_counting_gives(sent in (1_u32..90, 1_u32..90), lost in (0_u32..90, 0_u32..90)) {
            let one = share(lost.0.min(sent.0), sent.0);
            let other = share(lost.1.min(sent.1), sent.1);
            let expected = if one.ratio() >= other.ratio() { 1.0 } else { counted(one, other) };
            prop_assert!((of_so_few(one, other) - expected).abs() < 1e-6);
        }

        #[test]
        fn any_two_series_have_a_chance(sent in any::<(u32, u32)>(), lost in any::<(u32, u32)>()) {
            let one = share(lost.0.min(sent.0), sent.0);
            let chance = of_so_few(one, share(lost.1.min(sent.1), sent.1));
            prop_assert!((0.0..=1.0).contains(&chance), "{chance}");
        }
    }
}
