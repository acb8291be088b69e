#pragma once

namespace cityflux {

/// Registers GDAL's drivers and limits its block cache, once in the process. Safe from any thread.
void register_gdal_drivers();

} // namespace cityflux
