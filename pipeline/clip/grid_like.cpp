#include "pipeline/clip/grid_like.h"

#include "grids/layers/open.h"

namespace cityflux {

Grid grid_like(const std::string& path, const Catalogue& catalogue)
{
    return grid_in_place(
        *open_grid_file(path, catalogue, nullptr), { "the raster of ", named(Setting::like) });
}

} // namespace cityflux
