#include "pipeline/clip/clip_request.h"

namespace cityflux {

std::vector<std::string> files_of(const ClipRequest& request)
{
    std::vector<std::string> files = request.rasters;
    if (request.target.proxy) {
        files.push_back(request.target.proxy->path());
    }
    if (request.target.like) {
        files.push_back(request.target.like_file);
    }
    return files;
}

TotalsRequest totals_request(const ClipRequest& request)
{
    TotalsRequest totals;
    totals.rasters = request.rasters;
    totals.inventory = request.inventory;
    totals.assumptions = request.assumptions;
    totals.layers = request.layers;
    totals.edge = request.edge;
    totals.proxy = request.proxy;
    totals.least_valid_share = request.least_valid_share;
    totals.cache_folder = request.cache_folder;
    totals.memory_bytes = request.memory_bytes;
    return totals;
}

} // namespace cityflux
