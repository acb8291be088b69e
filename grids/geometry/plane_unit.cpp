#include "grids/geometry/plane_unit.h"

#include "grids/text/error.h"

#include <memory>

#include <fmt/format.h>
#include <proj.h>
#include <proj_experimental.h>

namespace cityflux {
namespace {

struct ContextDeleter {
    void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
};
struct PjDeleter {
    void operator()(PJ* pj) const { proj_destroy(pj); }
};
using Context = std::unique_ptr<PJ_CONTEXT, ContextDeleter>;
using Object = std::unique_ptr<PJ, PjDeleter>;

/// Returns the horizontal CRS of a definition, without vertical and transformation parts.
Object horizontal_crs(PJ_CONTEXT* context, const std::string& definition)
{
    Object crs(proj_create(context, definition.c_str()));
    if (crs && proj_get_type(crs.get()) == PJ_TYPE_COMPOUND_CRS) {
        crs.reset(proj_crs_get_sub_crs(context, crs.get(), 0));
    }
    if (crs && proj_get_type(crs.get()) == PJ_TYPE_BOUND_CRS) {
        crs.reset(proj_get_source_crs(context, crs.get()));
    }
    return crs;
}

} // namespace

double metres_per_unit(const Crs& crs)
{
    const Context context(proj_context_create());
    proj_log_level(context.get(), PJ_LOG_NONE);
    const Object plane = horizontal_crs(context.get(), crs.definition);
    const Object system(
        plane ? proj_crs_get_coordinate_system(context.get(), plane.get()) : nullptr);
    double metres = 0.0;
    const bool known = system
        && proj_cs_get_axis_info(context.get(), system.get(), 0, nullptr, nullptr, nullptr, &metres,
               nullptr, nullptr, nullptr)
            != 0;
    return known && metres > 0.0 ? metres : 1.0;
}

Crs in_metres(const Crs& crs)
{
    if (crs.kind != CrsKind::projected || metres_per_unit(crs) == 1.0) {
        return crs;
    }
    const Context context(proj_context_create());
    proj_log_level(context.get(), PJ_LOG_NONE);
    const Object plane = horizontal_crs(context.get(), crs.definition);
    const Object metric(plane ? proj_crs_alter_cs_linear_unit(
                            context.get(), plane.get(), "metre", 1.0, "EPSG", "9001")
                              : nullptr);
    const char* wkt
        = metric ? proj_as_wkt(context.get(), metric.get(), PJ_WKT2_2019, nullptr) : nullptr;
    if (wkt == nullptr) {
        throw InputError(ProblemCode::unsupported, crs.name,
            fmt::format("unsupported unit of its plane: {} m", metres_per_unit(crs)),
            "declare the same system in metres");
    }
    Crs metres = crs;
    metres.definition = wkt;
    return metres;
}

} // namespace cityflux
