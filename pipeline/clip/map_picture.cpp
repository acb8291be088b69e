#include "pipeline/clip/map_picture.h"

#include "pipeline/clip/map_bands.h"
#include "pipeline/clip/quick_look.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// The only text that all bands have, or how many different ones there are.
template <typename Of> std::string only_or_count(const std::vector<SheetBand>& bands, const Of& of, const char* many)
{
    std::vector<std::string> texts;
    for (const SheetBand& band : bands) {
        if (std::string text = of(band); std::find(texts.begin(), texts.end(), text) == texts.end()) {
            texts.push_back(std::move(text));
        }
    }
    return texts.size() == 1 ? texts.front() : fmt::format("{} {}", texts.size(), many);
}

} // namespace

MapPicture::MapPicture(const MapSheet& sheet)
    : sheet_(sheet)
    , taken_(sheet.bands.size(), false)
    , tonnes_(sheet.map.grid.cells(), std::numeric_limits<double>::quiet_NaN())
{
}

void MapPicture::take(std::size_t band, const MapBand& map)
{
    if (!taken_[band]) {
        taken_[band] = true;
        add_masses(tonnes_, map.tonnes);
    }
}

std::string MapPicture::png(const MultiPolygon& outline, const std::string& source) const
{
    std::vector<double> density = tonnes_;
    for (std::size_t i = 0; i < density.size(); ++i) {
        const double shown = sheet_.mask == MapMask::fraction ? sheet_.map.fraction[i] : 1.0;
        density[i] /= shown * sheet_.map.area_m2[i] * 1e-6;
    }
    return quick_look_png({ title(), subtitle(), "t km⁻²", source, sheet_.map.grid, density, { &outline } });
}

std::string MapPicture::title() const
{
    const SheetBand& first = sheet_.bands.front();
    const std::string inventory = only_or_count(
        sheet_.bands, [](const SheetBand& band) { return band.series.inventory; }, "inventories");
    const std::string sector = only_or_count(
        sheet_.bands, [](const SheetBand& band) { return band.series.sector; }, "sectors");
    const std::string period = only_or_count(
        sheet_.bands, [](const SheetBand& band) { return band.period.text(); }, "periods");
    return fmt::format("{} · {} {}, {} · {}", sheet_.city, first.series.species, sector, period, inventory);
}

std::string MapPicture::subtitle() const
{
    double sum = 0.0;
    for (const double tonnes : tonnes_) {
        sum += std::isnan(tonnes) ? 0.0 : tonnes;
    }
    const bool mega = std::abs(sum) >= 1e5;
    const Grid& grid = sheet_.map.grid;
    return fmt::format("{:.4g} {}t in {} × {} cells of {:.4g}{}", mega ? sum / 1e6 : sum, mega ? "M" : "", grid.columns(),
        grid.rows(), std::abs(grid.x.step()), grid.crs && grid.crs->kind == CrsKind::projected ? " m" : "°");
}

} // namespace cityflux
