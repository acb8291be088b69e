#pragma once

namespace cityflux {

/// Makes GDAL's drivers known and keeps its block cache small; once for the process, from any thread.
void register_gdal_drivers();

} // namespace cityflux
