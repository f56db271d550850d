//! Where in the world an address is, as far as anybody can tell.

/// A country, and perhaps where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// ISO 3166-1 alpha-2, such as `GB`.
    pub country: String,
    /// Where in it.
    pub point: Option<Point>,
}

/// A point on the globe, in hundredths of a degree: about a kilometre, and more than any database of addresses knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// North of the equator.
    pub latitude: i64,
    /// East of Greenwich.
    pub longitude: i64,
}

/// An address with its country, for people to read: `203.0.113.7 (GB)`.
pub fn address_told(address: Option<&str>, country: Option<&str>) -> Option<String> {
    let address = address?;
    Some(match country {
        Some(country) => format!("{address} ({country})"),
        None => address.to_owned(),
    })
}

/// Mean radius of the earth.
const RADIUS_KM: f64 = 6371.0;

impl Point {
    /// The point at these degrees; `None` where there is none.
    pub fn at(latitude: f64, longitude: f64) -> Option<Self> {
        let is_there = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        is_there.then(|| Self { latitude: hundredths(latitude), longitude: hundredths(longitude) })
    }

    /// Along the great circle, by the haversine formula.
    pub fn kilometres_to(self, other: Self) -> f64 {
        let [(lat, lon), (other_lat, other_lon)] =
            [self, other].map(|point| (radians(point.latitude), radians(point.longitude)));
        let half = |from: f64, to: f64| ((to - from) / 2.0).sin().powi(2);
        let chord = half(lat, other_lat) + lat.cos() * other_lat.cos() * half(lon, other_lon);
        2.0 * RADIUS_KM * chord.min(1.0).sqrt().asin()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most 18 000")]
fn hundredths(degrees: f64) -> i64 {
    (degrees * 100.0).round() as i64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "at most 18 000, unless somebody wrote nonsense into the store"
)]
fn radians(hundredths: i64) -> f64 {
    (hundredths as f64 / 100.0).to_radians()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_globe() {
        let [london, sydney] =
            [(51.51, -0.13), (-33.87, 151.21)].map(|(lat, lon)| Point::at(lat, lon).unwrap());
        assert!((16_900.0..17_100.0).contains(&london.kilometres_to(sydney)));
        assert!((16_900.0..17_100.0).contains(&sydney.kilometres_to(london)));
        assert!(london.kilometres_to(london) < 0.001);
        // Across the date line it is not around the globe.
        let [fiji, samoa] = [(-17.7, 178.0), (-13.8, -172.0)].map(|(lat, lon)| Point::at(lat, lon).unwrap());
        assert!(fiji.kilometres_to(samoa) < 1300.0);
    }

    #[test]
    fn what_is_not_on_the_globe_is_no_point() {
        for (latitude, longitude) in [(90.1, 0.0), (0.0, -180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Point::at(latitude, longitude), None);
        }
    }
}
