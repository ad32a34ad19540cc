//! The number of samples in a request, which follows what the receiver accepts.

/// The number of requests that the receiver must accept before the sender tries a larger one: at first, and at most.
const FIRST: u32 = 16;
const LONGEST: u32 = 1024;

/// The largest number of samples in a request.
///
/// The answer 413 halves it. After some accepted requests, it doubles, up to the setting. Each time that the receiver
/// rejects the doubled size, the next attempt comes after twice as many requests.
#[derive(Debug)]
pub(super) struct Size {
    /// The setting.
    most: usize,
    samples: usize,
    /// The requests between two attempts to double, and those until the next one.
    distance: u32,
    left: u32,
    /// Whether the size was doubled since it was halved.
    has_grown: bool,
}

impl Size {
    pub(super) fn new(most: usize) -> Self {
        Size { most, samples: most, distance: FIRST, left: FIRST, has_grown: false }
    }

    pub(super) fn samples(&self) -> usize {
        self.samples
    }

    /// Halves the size after the receiver did not accept this number of samples. Returns whether that is news, and not
    /// an attempt to double the size that failed.
    pub(super) fn too_large(&mut self, samples: usize) -> bool {
        self.samples = (samples / 2).max(1);
        let has_grown = std::mem::take(&mut self.has_grown);
        if has_grown {
            self.distance = (self.distance * 2).min(LONGEST);
        }
        self.left = self.distance;
        !has_grown
    }

    /// Counts a request that the receiver accepted.
    pub(super) fn accepted(&mut self) {
        if self.samples == self.most {
            self.distance = FIRST;
            return;
        }
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            (self.samples, self.has_grown) = (self.samples.saturating_mul(2).min(self.most), true);
            self.left = self.distance;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends requests of the current size, and returns how many of them a receiver with a limit rejects.
    fn rejected(size: &mut Size, requests: u32, limit: usize) -> u32 {
        let mut rejected = 0;
        for _ in 0..requests {
            if size.samples() > limit {
                rejected += 1;
                size.too_large(size.samples());
            } else {
                size.accepted();
            }
        }
        rejected
    }

    #[test]
    fn a_size_fits_the_receiver_and_rarely_tries_a_larger_one() {
        let mut size = Size::new(2000);
        assert!(size.too_large(2000));
        assert_eq!((rejected(&mut size, 1, 600), size.samples()), (1, 500));
        assert_eq!((rejected(&mut size, 16, 600), size.samples()), (0, 1000));
        assert!(!size.too_large(1000), "only an attempt");
        let rejections = rejected(&mut size, 10_000, 600);
        assert!((5..20).contains(&rejections), "{rejections}");
    }

    #[test]
    fn a_size_grows_back_to_the_setting_and_not_beyond() {
        let mut size = Size::new(2000);
        rejected(&mut size, 5, 100);
        assert_eq!(size.samples(), 62);
        let mut sizes = Vec::new();
        for _ in 0..1000 {
            size.accepted();
            sizes.push(size.samples());
        }
        sizes.dedup();
        assert_eq!(sizes, [62, 124, 248, 496, 992, 1984, 2000]);
    }

    #[test]
    fn a_size_is_never_zero() {
        let mut size = Size::new(1);
        assert!(size.too_large(1));
        assert_eq!(size.samples(), 1);
    }
}
