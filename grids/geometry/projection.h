#pragma once

#include <memory>
#include <optional>
#include <string>

namespace cityflux {

struct Point {
    double x = 0.0;
    double y = 0.0;
    bool operator==(const Point&) const = default;
};

/// How the plane of a grid relates to the Earth.
enum class CrsKind {
    geographic, ///< x = longitude, y = latitude in degrees, on WGS84 or a datum within a few metres of it
    rotated, ///< longitude and latitude in degrees about a shifted pole
    projected ///< metres (or another length) in a map projection
};

/// A coordinate reference system by its definition (EPSG code, PROJ string or WKT).
struct Crs {
    CrsKind kind = CrsKind::geographic;
    std::string definition = "EPSG:4326";
    /// What people call it, e.g. "WGS 84 / UTM zone 32N".
    std::string name = "WGS 84";

    /// Reads any definition PROJ understands. `subject` begins the message of the InputError for one it does not.
    static Crs parse(const std::string& definition, const std::string& subject);
    /// Rotated pole as CF describes it: position of the north pole of the rotated grid, in degrees.
    static Crs rotated_pole(double pole_latitude, double pole_longitude, double north_pole_grid_longitude);

    /// Whether coordinates are longitude and latitude on WGS84 itself, so that nothing needs to be transformed.
    bool is_wgs84() const;

    bool operator==(const Crs& other) const { return kind == other.kind && definition == other.definition; }
};

/// Transforms points between WGS84 longitude/latitude (degrees, x = longitude) and the plane of a Crs. Not for
/// sharing between threads: make one for each.
class Projection {
public:
    explicit Projection(const Crs& crs);
    ~Projection();
    Projection(Projection&&) noexcept;
    Projection& operator=(Projection&&) noexcept;
    /// One more for another thread, in less time than from a Crs: PROJ's database is not asked again.
    Projection copy() const;

    /// Both throw InputError for a point that has no image.
    Point to_plane(Point longitude_latitude) const;
    Point to_wgs84(Point plane) const;
    /// Longitude of the meridian along which a map projection cuts the Earth open, so that places to both sides of it are far
    /// apart in the plane: the one opposite to the central meridian for cylinders, cones and maps of the world. Nothing where
    /// the plane is not cut (azimuthal projections), or not along one meridian.
    std::optional<double> seam() const;

private:
    struct State;
    explicit Projection(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

/// Version of the PROJ library at run time.
std::string proj_version();

} // namespace cityflux
