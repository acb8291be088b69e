#pragma once

#include "pipeline/proxy/proxy_raster.h"
#include "pipeline/proxy/proxy_weights.h"

#include <cstddef>
#include <string>

namespace cityflux {

/// Proxy of a run, for messages and the manifest.
struct ProxyReport {
    std::string path;
    std::string format;
    std::string variable;
    std::string grid;
    std::string crs;
    ProxyUse use; ///< sum over all grids of the run
    std::size_t negative_pixels = 0; ///< negative pixels that were read; they count as 0
};

/// Returns the report on a proxy after its use.
ProxyReport report_of(const ProxyRaster& proxy, const ProxyUse& use);

} // namespace cityflux
