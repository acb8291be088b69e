#include "pipeline/apply.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include <tbb/info.h>
#include <tbb/parallel_pipeline.h>

namespace cityflux {
namespace {

/// Cells read at once: large enough that a layer of 0.1 degree is one block, so that its chunks are inflated once.
constexpr std::size_t cells_per_block = std::size_t { 8 } << 20;
constexpr std::size_t rows_multiple = 128;

struct Block {
    std::size_t layer = 0;
    RowWindow window;
    RawBlock raw;
};

/// What one row contributes to the closure.
struct RowClosure {
    double grid_t = 0.0;
    double outside_t = 0.0;
    double overlap_t = 0.0;
    std::size_t cells_without_data = 0;
};

/// The sums of one block, row by row: never added across rows here, so that the blocks' size changes nothing.
struct BlockSums {
    std::size_t layer = 0;
    RowWindow window;
    std::vector<CityAmount> pieces; ///< for each piece of the plan in these rows
    std::vector<RowClosure> rows;
};

CityAmount sum_piece(const RowPlan::Piece& piece, std::span<const double> mass, std::span<const double> areas)
{
    CityAmount amount;
    double mass_t = 0.0;
    for (std::size_t c = piece.column; c < piece.column + piece.length; ++c) {
        amount.covered_m2 += areas[c];
        if (!std::isnan(mass[c])) {
            mass_t += mass[c];
            amount.valid_m2 += areas[c];
        }
    }
    amount.touched_t = mass_t;
    if (piece.whole()) {
        amount.wholly_inside_t = mass_t;
        amount.value_t = mass_t;
        amount.by_area_t = mass_t;
    } else {
        amount.from_edge_t = mass_t * piece.weight;
        amount.value_t = amount.from_edge_t;
        amount.by_area_t = mass_t * piece.fraction;
        amount.covered_m2 *= piece.fraction;
        amount.valid_m2 *= piece.fraction;
    }
    return amount;
}

RowClosure close_row(std::span<const RowPlan::Claim> claims, std::span<const double> mass)
{
    RowClosure row;
    double within = 0.0;
    std::size_t next = 0;
    const auto add_unclaimed = [&](std::size_t end) {
        for (; next < end; ++next) {
            row.outside_t += std::isnan(mass[next]) ? 0.0 : mass[next];
        }
    };
    for (const double cell : mass) {
        row.cells_without_data += std::isnan(cell) ? 1 : 0;
        within += std::isnan(cell) ? 0.0 : cell;
    }
    row.grid_t = within;
    for (const RowPlan::Claim& claim : claims) {
        add_unclaimed(claim.column);
        double claimed = 0.0;
        for (next = claim.column; next < claim.column + claim.length; ++next) {
            claimed += std::isnan(mass[next]) ? 0.0 : mass[next];
        }
        row.outside_t += claimed * std::max(0.0, 1.0 - claim.weight);
        row.overlap_t += claimed * std::max(0.0, claim.weight - 1.0);
    }
    add_unclaimed(mass.size());
    return row;
}

class Application {
public:
    Application(Raster& raster, const std::vector<Layer>& layers, const RowPlan& plan, const CellAreas& mass_areas,
        const CellAreas& true_areas)
        : raster_(raster)
        , layers_(layers)
        , plan_(plan)
        , mass_areas_(mass_areas)
        , true_areas_(true_areas)
    {
        const std::size_t columns = raster.grid().columns();
        rows_per_block_ = std::max<std::size_t>(1, cells_per_block / columns);
        if (rows_per_block_ > rows_multiple) {
            rows_per_block_ -= rows_per_block_ % rows_multiple;
        }
        rows_per_block_ = std::min(rows_per_block_, raster.grid().rows());
        totals_.resize(layers.size());
        for (LayerTotals& totals : totals_) {
            totals.cities.resize(plan.cities());
        }
    }

    std::vector<LayerTotals> run(const Progress& progress)
    {
        const auto tokens = static_cast<std::size_t>(std::max(2, 2 * tbb::info::default_concurrency()));
        tbb::parallel_pipeline(std::min<std::size_t>(tokens, 4),
            tbb::make_filter<void, std::shared_ptr<Block>>(
                tbb::filter_mode::serial_in_order, [&](tbb::flow_control& control) { return next_block(control); })
                & tbb::make_filter<std::shared_ptr<Block>, std::shared_ptr<BlockSums>>(
                    tbb::filter_mode::parallel, [&](const std::shared_ptr<Block>& block) { return sum(*block); })
                & tbb::make_filter<std::shared_ptr<BlockSums>, void>(
                    tbb::filter_mode::serial_in_order, [&](const std::shared_ptr<BlockSums>& sums) {
                        add(*sums);
                        const double layers = static_cast<double>(layers_.size());
                        const double rows = static_cast<double>(raster_.grid().rows());
                        progress((static_cast<double>(sums->layer)
                                     + static_cast<double>(sums->window.first + sums->window.count) / rows)
                            / layers);
                    }));
        for (LayerTotals& totals : totals_) {
            for (const CityAmount& city : totals.cities) {
                totals.closure.cities_t += city.value_t;
            }
        }
        return std::move(totals_);
    }

private:
    std::shared_ptr<Block> next_block(tbb::flow_control& control)
    {
        if (next_layer_ == layers_.size()) {
            control.stop();
            return nullptr;
        }
        auto block = std::make_shared<Block>();
        block->layer = next_layer_;
        block->window = { next_row_, std::min(rows_per_block_, raster_.grid().rows() - next_row_) };
        raster_.read(layers_[next_layer_], block->window, block->raw);
        next_row_ += block->window.count;
        if (next_row_ == raster_.grid().rows()) {
            next_row_ = 0;
            ++next_layer_;
        }
        return block;
    }

    std::shared_ptr<BlockSums> sum(const Block& block) const
    {
        const Layer& layer = layers_[block.layer];
        const std::size_t columns = raster_.grid().columns();
        std::vector<double> values(block.raw.count());
        raster_.decode(layer, block.raw, values);

        auto sums = std::make_shared<BlockSums>();
        sums->layer = block.layer;
        sums->window = block.window;
        std::vector<double> areas(columns);
        for (std::size_t r = 0; r < block.window.count; ++r) {
            const std::size_t row = block.window.first + r;
            const std::span<double> mass = std::span(values).subspan(r * columns, columns);
            if (layer.per_area) {
                mass_areas_.row(row, areas);
                std::transform(mass.begin(), mass.end(), areas.begin(), mass.begin(),
                    [&](double value, double area) { return value * area * layer.tonnes_per_unit; });
            } else {
                std::transform(mass.begin(), mass.end(), mass.begin(), [&](double value) { return value * layer.tonnes_per_unit; });
            }
            true_areas_.row(row, areas);
            for (const RowPlan::Piece& piece : plan_.pieces(row)) {
                sums->pieces.push_back(sum_piece(piece, mass, areas));
            }
            sums->rows.push_back(close_row(plan_.claims(row), mass));
        }
        return sums;
    }

    void add(const BlockSums& sums)
    {
        LayerTotals& totals = totals_[sums.layer];
        auto amount = sums.pieces.begin();
        for (std::size_t r = 0; r < sums.window.count; ++r) {
            for (const RowPlan::Piece& piece : plan_.pieces(sums.window.first + r)) {
                CityAmount& city = totals.cities[piece.city];
                city.value_t += amount->value_t;
                city.wholly_inside_t += amount->wholly_inside_t;
                city.touched_t += amount->touched_t;
                city.from_edge_t += amount->from_edge_t;
                city.by_area_t += amount->by_area_t;
                city.covered_m2 += amount->covered_m2;
                city.valid_m2 += amount->valid_m2;
                ++amount;
            }
            totals.closure.grid_t += sums.rows[r].grid_t;
            totals.closure.outside_t += sums.rows[r].outside_t;
            totals.closure.overlap_t += sums.rows[r].overlap_t;
            totals.closure.cells_without_data += sums.rows[r].cells_without_data;
        }
    }

    Raster& raster_;
    const std::vector<Layer>& layers_;
    const RowPlan& plan_;
    const CellAreas& mass_areas_;
    const CellAreas& true_areas_;
    std::size_t rows_per_block_ = 1;
    std::size_t next_layer_ = 0;
    std::size_t next_row_ = 0;
    std::vector<LayerTotals> totals_;
};

} // namespace

double Closure::residual() const
{
    const double expected = cities_t + outside_t - overlap_t;
    return grid_t == 0.0 ? expected : (expected - grid_t) / grid_t;
}

std::vector<LayerTotals> apply(Raster& raster, const std::vector<Layer>& layers, const RowPlan& plan,
    const CellAreas& mass_areas, const CellAreas& true_areas, const Progress& progress)
{
    return Application(raster, layers, plan, mass_areas, true_areas).run(progress);
}

} // namespace cityflux
