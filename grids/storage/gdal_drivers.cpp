#include "grids/storage/gdal_drivers.h"

#include <algorithm>
#include <mutex>

#include <gdal_priv.h>

namespace cityflux {
namespace {

/// Limit of GDAL's block cache, which need not exceed the blocks in work because every block is
/// read once. GDAL's default is a twentieth of the machine's memory.
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
