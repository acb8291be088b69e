#include "grids/geometry/projection.h"

#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <proj.h>

namespace cityflux {
namespace {

struct ContextDeleter {
    void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
};
struct PjDeleter {
    void operator()(PJ* pj) const { proj_destroy(pj); }
};
using Context = std::unique_ptr<PJ_CONTEXT, ContextDeleter>;
using Transformation = std::unique_ptr<PJ, PjDeleter>;

Context quiet_context()
{
    Context context(proj_context_create());
    proj_log_level(context.get(), PJ_LOG_NONE);
    return context;
}

/// Returns a definition that PROJ reads as a CRS. PROJ reads "+proj=aea ..." as an operation unless
/// +type=crs is given.
std::string as_crs_definition(const std::string& definition)
{
    const bool proj_string
        = definition.find("+proj=") != std::string::npos || definition.starts_with("proj=");
    return proj_string && definition.find("type=crs") == std::string::npos
        ? definition + " +type=crs"
        : definition;
}

/// Returns the horizontal CRS inside a bound or compound CRS, or nullptr if `crs` is neither.
Transformation inner_crs(PJ_CONTEXT* context, const PJ* crs)
{
    switch (proj_get_type(crs)) {
    case PJ_TYPE_BOUND_CRS:
        return Transformation(proj_get_source_crs(context, crs));
    case PJ_TYPE_COMPOUND_CRS:
        return Transformation(proj_crs_get_sub_crs(context, crs, 0));
    default:
        return nullptr;
    }
}

/// Returns std::nullopt if a horizontal CRS is neither geographic nor projected.
std::optional<CrsKind> kind_of(const PJ* crs)
{
    switch (proj_get_type(crs)) {
    case PJ_TYPE_GEOGRAPHIC_2D_CRS:
    case PJ_TYPE_GEOGRAPHIC_3D_CRS:
        return CrsKind::geographic;
    case PJ_TYPE_PROJECTED_CRS:
        return CrsKind::projected;
    default:
        return std::nullopt;
    }
}

} // namespace

Crs Crs::parse(const std::string& definition, const std::string& subject)
{
    // Shortcut for WGS84, the usual case: a query of PROJ's database takes milliseconds.
    if (definition == Crs().definition) {
        return Crs();
    }
    const Context context = quiet_context();
    const std::string system = as_crs_definition(definition);
    const Transformation crs(proj_create(context.get(), system.c_str()));
    if (!crs || proj_is_crs(crs.get()) == 0) {
        throw InputError(fmt::format(
            "{}: '{}' is not a coordinate reference system PROJ knows; give an EPSG code such as "
            "EPSG:4326, a PROJ string or WKT",
            subject, definition));
    }
    Crs result;
    result.definition = system;
    const char* name = proj_get_name(crs.get());
    // PROJ returns "unknown" as the name of a CRS without one.
    result.name = name != nullptr && *name != '\0' && std::string_view(name) != "unknown"
        ? name
        : definition;
    const Transformation inner = inner_crs(context.get(), crs.get());
    const PJ* horizontal = inner ? inner.get() : crs.get();
    const auto kind = kind_of(horizontal);
    if (!kind) {
        throw InputError(fmt::format(
            "{}: '{}' is neither a geographic nor a projected coordinate reference system", subject,
            result.name));
    }
    if (*kind == CrsKind::geographic && proj_crs_is_derived(context.get(), horizontal) != 0) {
        throw InputError(
            fmt::format("{}: '{}' counts its degrees about another pole than the Earth's, "
                        "which is read from files "
                        "that declare a rotated pole by the CF conventions and cannot be named",
                subject, definition));
    }
    result.kind = *kind;
    // One CRS has many spellings in WKT: use the EPSG code if the CRS has one.
    const char* authority = proj_get_id_auth_name(crs.get(), 0);
    const char* code = proj_get_id_code(crs.get(), 0);
    if (authority != nullptr && code != nullptr) {
        result.definition = fmt::format("{}:{}", authority, code);
    }
    return result;
}

Crs Crs::rotated_pole(double pole_latitude, double pole_longitude, double north_pole_grid_longitude)
{
    Crs crs;
    crs.kind = CrsKind::rotated;
    // CF conventions, appendix F: the rotated pole stands at (o_lat_p, lon_0 + 180) of PROJ's
    // general oblique transformation.
    crs.definition
        = fmt::format("+proj=ob_tran +o_proj=longlat +o_lat_p={} +lon_0={} +o_lon_p={} +R=6371000",
            pole_latitude, 180.0 + pole_longitude, north_pole_grid_longitude);
    crs.name = fmt::format("rotated pole at {} N, {} E", pole_latitude, pole_longitude);
    return crs;
}

bool Crs::is_wgs84() const
{
    // CGCS2000 (EPSG:4490) and WGS84 differ by centimetres.
    return kind == CrsKind::geographic
        && (definition == "EPSG:4326" || definition == "OGC:CRS84" || definition == "EPSG:4490"
            || name == "WGS 84");
}

struct Projection::State {
    Context context = quiet_context();
    /// Null if the plane is WGS84 itself.
    Transformation transformation;
    bool rotated = false;
    std::string name;
    /// Cached result of seam().
    std::optional<std::optional<double>> seam;
};

namespace {

/// Returns the geographic CRS that stands for WGS84 in transformations to and from `definition`.
/// CGCS2000, which differs by centimetres, stands for itself. PROJ would search a tenth of a second
/// for a transformation between the two, and there is none.
const char* wgs84_beside(PJ_CONTEXT* context, const std::string& definition)
{
    const Transformation crs(proj_create(context, definition.c_str()));
    const Transformation base(crs ? proj_crs_get_geodetic_crs(context, crs.get()) : nullptr);
    const char* authority = base ? proj_get_id_auth_name(base.get(), 0) : nullptr;
    const char* code = base ? proj_get_id_code(base.get(), 0) : nullptr;
    const bool cgcs2000 = authority != nullptr && code != nullptr
        && std::string(authority) == "EPSG" && std::string(code) == "4490";
    return cgcs2000 ? "EPSG:4490" : "OGC:CRS84";
}

} // namespace

Projection::Projection(const Crs& crs)
    : state_(std::make_unique<State>())
{
    state_->name = crs.name;
    if (crs.is_wgs84()) {
        return;
    }
    if (crs.kind == CrsKind::rotated) {
        // Operation from degrees of WGS84 to radians of the rotated system. A rotated grid is
        // geographic latitude rotated on a sphere, which is what PROJ's ob_tran computes.
        state_->rotated = true;
        state_->transformation.reset(proj_create(state_->context.get(), crs.definition.c_str()));
    } else {
        const Transformation raw(proj_create_crs_to_crs(state_->context.get(),
            wgs84_beside(state_->context.get(), crs.definition), crs.definition.c_str(), nullptr));
        if (raw) {
            state_->transformation.reset(
                proj_normalize_for_visualization(state_->context.get(), raw.get()));
        }
    }
    if (!state_->transformation) {
        throw InputError(
            fmt::format("no transformation between WGS84 and {} ({}): {}", crs.name, crs.definition,
                proj_context_errno_string(
                    state_->context.get(), proj_context_errno(state_->context.get()))));
    }
}

Projection::Projection(std::unique_ptr<State> state)
    : state_(std::move(state))
{
}

Projection Projection::copy() const
{
    auto state = std::make_unique<State>();
    state->rotated = state_->rotated;
    state->name = state_->name;
    state->seam = state_->seam;
    if (state_->transformation) {
        state->transformation.reset(proj_clone(state->context.get(), state_->transformation.get()));
        if (!state->transformation) {
            throw InputError(
                fmt::format("PROJ cannot copy the transformation of {}", state_->name));
        }
    }
    return Projection(std::move(state));
}

Projection::~Projection() = default;
Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;

Point Projection::to_plane(Point p) const
{
    if (!state_->transformation) {
        return p;
    }
    PJ_COORD c = proj_coord(p.x, p.y, 0, 0);
    if (state_->rotated) {
        c = proj_coord(proj_torad(p.x), proj_torad(p.y), 0, 0);
    }
    c = proj_trans(state_->transformation.get(), PJ_FWD, c);
    if (!std::isfinite(c.xy.x) || !std::isfinite(c.xy.y)) {
        throw InputError(
            fmt::format("the point {} E {} N has no place in {}", p.x, p.y, state_->name));
    }
    return state_->rotated ? Point { proj_todeg(c.xy.x), proj_todeg(c.xy.y) }
                           : Point { c.xy.x, c.xy.y };
}

Point Projection::to_wgs84(Point p) const
{
    if (!state_->transformation) {
        return p;
    }
    PJ_COORD c = proj_coord(p.x, p.y, 0, 0);
    if (state_->rotated) {
        c = proj_coord(proj_torad(p.x), proj_torad(p.y), 0, 0);
    }
    c = proj_trans(state_->transformation.get(), PJ_INV, c);
    if (!std::isfinite(c.xy.x) || !std::isfinite(c.xy.y)) {
        throw InputError(fmt::format(
            "the point x {} y {} of {} has no place on the Earth", p.x, p.y, state_->name));
    }
    return state_->rotated ? Point { proj_todeg(c.xy.x), proj_todeg(c.xy.y) }
                           : Point { c.xy.x, c.xy.y };
}

namespace {

/// Returns the distance in the plane between the images of two points of a parallel, or
/// std::nullopt if one has no image.
std::optional<double> gap(const Projection& projection, double west, double east, double latitude)
{
    try {
        const Point a = projection.to_plane({ west, latitude });
        const Point b = projection.to_plane({ east, latitude });
        return std::hypot(b.x - a.x, b.y - a.y);
    } catch (const InputError&) {
        return std::nullopt;
    }
}

/// Finds the longitude between `west` and `east` where the plane is cut along a parallel. Images of
/// points on both sides of a cut stay apart however near the points are. Bisects towards the half
/// that is wider in the plane.
std::optional<double> cut_between(
    const Projection& projection, double west, double east, double latitude)
{
    constexpr int halvings_to_tell = 12;
    constexpr int halvings = 44;
    const std::optional<double> whole = gap(projection, west, east, latitude);
    for (int i = 0; i < halvings; ++i) {
        const double middle = 0.5 * (west + east);
        const std::optional<double> left = gap(projection, west, middle, latitude);
        const std::optional<double> right = gap(projection, middle, east, latitude);
        if (!whole || !left || !right
            || (i == halvings_to_tell && std::max(*left, *right) < *whole / 64.0)) {
            return std::nullopt;
        }
        (*left > *right ? east : west) = middle;
    }
    return 0.5 * (west + east);
}

std::optional<double> find_seam(const Projection& projection)
{
    constexpr double step = 7.5;
    constexpr double latitude = 0.0;
    // Start at a longitude where no projection is likely to be cut.
    for (double west = -181.234; west < 178.0; west += step) {
        const std::optional<double> cut = cut_between(projection, west, west + step, latitude);
        if (!cut) {
            continue;
        }
        constexpr double beside = 1e-6;
        for (const double other : { -30.0, 30.0 }) {
            const std::optional<double> here = gap(projection, *cut - beside, *cut + beside, other);
            const std::optional<double> nearby
                = gap(projection, *cut + beside, *cut + 3.0 * beside, other);
            if (!here || !nearby || *here < 1000.0 * *nearby) {
                return std::nullopt;
            }
        }
        return cut;
    }
    return std::nullopt;
}

} // namespace

std::optional<double> Projection::seam() const
{
    if (!state_->seam) {
        state_->seam = find_seam(*this);
    }
    return *state_->seam;
}

std::string proj_version()
{
    return proj_info().version;
}

} // namespace cityflux
