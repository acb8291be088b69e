#include "grids/storage/gdal_drivers.h"

#include <algorithm>
#include <mutex>

#include <gdal_priv.h>

namespace cityflux {
namespace {

/// Every block is asked for once, so GDAL's cache needs no more than those in work; by default it grows to a twentieth of the
/// machine's memory.
constexpr GIntBig most_cached_bytes = GIntBig { 64 } << 20;

} // namespace

void register_gdal_drivers()
{
    static std::once_flag once;
    std::call_once(once, [] {
        GDALAllRegister();
        if (CPLGetConfigOption("GDAL_CACHEMAX", nullptr) == nullptr) {
            GDALSetCacheMax64(std::min(GDALGetCacheMax64(), most_cached_bytes));
        }
    });
}

} // namespace cityflux
