#pragma once

#include "grids/text/message.h"

#include <memory>
#include <optional>
#include <string>

namespace cityflux {

struct Point {
    double x = 0.0;
    double y = 0.0;
    bool operator==(const Point&) const = default;
};

/// Relation between the plane of a grid and the Earth.
enum class CrsKind {
    geographic, ///< x = longitude, y = latitude in degrees, on WGS84 or a datum within a few metres
                ///< of it
    rotated, ///< longitude and latitude in degrees about a shifted pole
    projected ///< metres (or another length) in a map projection
};

/// Coordinate reference system by its definition (EPSG code, PROJ string or WKT).
struct Crs {
    CrsKind kind = CrsKind::geographic;
    std::string definition = "EPSG:4326";
    /// Common name, e.g. "WGS 84 / UTM zone 32N".
    std::string name = "WGS 84";

    /// Parses any definition that PROJ supports. Throws InputError of `subject` with `remedy` on
    /// others.
    static Crs parse(const std::string& definition, const Text& subject,
        const Text& remedy = "give an EPSG code, a PROJ string or WKT, e.g. EPSG:4326");
    /// Returns a rotated pole by the attributes of CF: position of the north pole of the rotated
    /// grid, in degrees.
    static Crs rotated_pole(
        double pole_latitude, double pole_longitude, double north_pole_grid_longitude);

    /// Returns true if coordinates are longitude and latitude on WGS84 itself (within centimetres)
    /// and need no transformation.
    bool is_wgs84() const;

    bool operator==(const Crs& other) const
    {
        return kind == other.kind && definition == other.definition;
    }
};

/// Transformation of points between WGS84 longitude/latitude (degrees, x = longitude) and the plane
/// of a Crs. Threads must not share an object; use copy() for each thread.
class Projection {
public:
    explicit Projection(const Crs& crs);
    ~Projection();
    Projection(Projection&&) noexcept;
    Projection& operator=(Projection&&) noexcept;
    /// Returns a copy for another thread, faster than constructing one: it does not query PROJ's
    /// database.
    Projection copy() const;

    /// Both functions throw InputError if the point has no image.
    Point to_plane(Point longitude_latitude) const;
    Point to_wgs84(Point plane) const;
    /// Returns the longitude of the meridian along which a map projection cuts the Earth open.
    /// Points on both sides of it are far apart in the plane. For cylindrical, conic and world
    /// projections it is opposite to the central meridian. Returns std::nullopt if the plane is not
    /// cut (azimuthal projections) or not along one meridian.
    std::optional<double> seam() const;

private:
    struct State;
    explicit Projection(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

/// Returns the version of the PROJ library at run time.
std::string proj_version();

} // namespace cityflux
