#include "pipeline/clip/map_picture.h"

#include "pipeline/clip/distinct_texts.h"
#include "pipeline/clip/map_bands.h"
#include "pipeline/clip/quick_look.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns the only text, or the number of different ones.
std::string only_or_count(const std::vector<std::string>& texts, const char* many)
{
    return texts.size() == 1 ? texts.front() : fmt::format("{} {}", texts.size(), many);
}

/// Maximum number of cells across a picture. More would exceed its pixels.
constexpr std::size_t most_cells_across = 1600;

/// Returns an axis whose cells are `count` cells of another. The last may extend beyond
/// it, but not beyond `limit`.
Axis together(const Axis& axis, std::size_t count, double limit)
{
    if (count == 1) {
        return axis;
    }
    if (!axis.is_even()) {
        std::vector<double> edges;
        for (std::size_t i = 0; i < axis.count(); i += count) {
            edges.push_back(axis.edge(i));
        }
        edges.push_back(axis.edge(axis.count()));
        return Axis::uneven(std::move(edges));
    }
    return Axis(
        axis.edge(0), axis.step() * static_cast<double>(count), (axis.count() + count - 1) / count)
        .clamped(limit);
}

/// Returns a grid whose cells are `count` rows by `count` columns of another.
Grid together(const Grid& grid, std::size_t count)
{
    const double nowhere = std::numeric_limits<double>::infinity();
    const bool degrees = grid.crs && grid.crs->kind != CrsKind::projected;
    return { together(grid.x, count, nowhere), together(grid.y, count, degrees ? 90.0 : nowhere),
        grid.crs };
}

} // namespace

MapPicture::MapPicture(const MapSheet& sheet)
    : sheet_(sheet)
    , sum_(band_sum(sheet.bands))
    , together_((std::max(sheet.grid.rows(), sheet.grid.columns()) + most_cells_across - 1)
          / most_cells_across)
    , grid_(together(sheet.grid, together_))
    , tonnes_(grid_.cells(), std::numeric_limits<double>::quiet_NaN())
    , km2_(grid_.cells(), 0.0)
{
}

void MapPicture::begin_rows(std::size_t first, const CityMap& rows)
{
    finish_rows();
    first_row_ = first;
    sums_.assign(rows.area_m2.size(), std::numeric_limits<double>::quiet_NaN());
    shown_km2_ = rows.area_m2;
    for (std::size_t i = 0; i < shown_km2_.size(); ++i) {
        shown_km2_[i] *= 1e-6 * (sheet_.mask == MapMask::fraction ? rows.fraction[i] : 1.0);
    }
}

void MapPicture::add(std::size_t band, const std::vector<double>& tonnes)
{
    if (std::find(sum_.bands.begin(), sum_.bands.end(), band) != sum_.bands.end()) {
        add_masses(sums_, tonnes);
    }
}

void MapPicture::finish_rows()
{
    const std::size_t columns = sheet_.grid.columns();
    for (std::size_t i = 0; i < sums_.size(); ++i) {
        if (!std::isnan(sums_[i])) {
            const std::size_t row = (first_row_ + i / columns) / together_;
            const std::size_t place = row * grid_.columns() + i % columns / together_;
            tonnes_[place] = (std::isnan(tonnes_[place]) ? 0.0 : tonnes_[place]) + sums_[i];
            km2_[place] += shown_km2_[i];
        }
    }
    sums_.clear();
}

std::string MapPicture::png(const MultiPolygon& outline, const std::string& source)
{
    finish_rows();
    std::vector<double> density = tonnes_;
    for (std::size_t i = 0; i < density.size(); ++i) {
        density[i] /= km2_[i];
    }
    return quick_look_png({ title(), subtitle(), "t km⁻²", source, grid_, density, { &outline } });
}

std::string MapPicture::title() const
{
    const SheetBand& first = sheet_.bands[sum_.bands.front()];
    const auto of = [&](const auto& text) {
        return distinct_texts(
            sum_.bands, [&](std::size_t band) { return text(sheet_.bands[band]); });
    };
    const std::string sector
        = only_or_count(of([](const SheetBand& band) { return band.series.sector; }), "sectors");
    const std::string period
        = only_or_count(of([](const SheetBand& band) { return band.period.text(); }), "periods");
    return fmt::format("{} · {} {}, {} · {}", sheet_.city, first.series.species, sector, period,
        first.series.inventory);
}

std::string MapPicture::subtitle() const
{
    double sum = 0.0;
    for (const double tonnes : tonnes_) {
        sum += std::isnan(tonnes) ? 0.0 : tonnes;
    }
    const bool mega = std::abs(sum) >= 1e5;
    const Grid& grid = sheet_.grid;
    const std::string width = grid.x.is_even()
        ? fmt::format("{:.4g}", std::abs(grid.x.step()))
        : fmt::format("{:.4g} to {:.4g}", grid.x.narrowest(), grid.x.widest());
    return fmt::format("{:.4g} {}t in {} × {} cells of {}{}", mega ? sum / 1e6 : sum,
        mega ? "M" : "", grid.columns(), grid.rows(), width,
        grid.crs && grid.crs->kind == CrsKind::projected ? " m" : "°");
}

} // namespace cityflux
