#include "pipeline/totals/proxy_report.h"

namespace cityflux {

ProxyReport report_of(const ProxyRaster& proxy, const ProxyUse& use)
{
    return { proxy.path(), proxy.format(), proxy.variable(), proxy.grid().description(),
        proxy.grid().crs->name, use, proxy.negative_pixels() };
}

} // namespace cityflux
