#include "pipeline/totals/tile_sums.h"

#include "grids/storage/chunk_coding.h"
#include "pipeline/totals/run_sum.h"

#include <utility>

namespace cityflux {
namespace {

/// View of a tile during a pass: rows of numbers, and for each row the
/// tonnes per unit of its numbers.
template <typename T> struct TileView {
    const T* values = nullptr;
    std::size_t stride = 0;
    CellWindow window;
    std::vector<double> tonnes; ///< by row of the window

    const T* at(std::size_t row, std::size_t column) const
    {
        return values + (row - window.row) * stride + (column - window.column);
    }
    double tonnes_of(std::size_t row) const { return tonnes[row - window.row]; }
};

/// Area of a piece in m2, before its coverage fraction is applied.
struct PieceArea {
    double covered_m2 = 0.0;
    double valid_m2 = 0.0; ///< area of cells with data
};

template <typename T>
PieceArea area_of(const TileView<T>& view, const TilePlan::Piece& piece, std::size_t length,
    std::size_t valid, const CellAreas& areas)
{
    if (areas.by_row()) {
        const double cell = areas.of(piece.row, piece.column);
        return { cell * static_cast<double>(length), cell * static_cast<double>(valid) };
    }
    PieceArea area;
    const T* values = view.at(piece.row, piece.column);
    for (std::size_t i = 0; i < length; ++i) {
        const double cell = areas.of(piece.row, piece.column + i);
        area.covered_m2 += cell;
        area.valid_m2 += values[i] == values[i] ? cell : 0.0;
    }
    return area;
}

template <typename T>
CityAmount sum_piece(
    const TileView<T>& view, const TilePlan::Piece& piece, const CellAreas& true_areas)
{
    CityAmount amount;
    const std::size_t length = piece.whole() ? piece.length : 1;
    const RunSum run = sum_short_run(view.at(piece.row, piece.column), length);
    const double mass = run.sum * view.tonnes_of(piece.row);
    const PieceArea area = area_of(view, piece, length, run.valid, true_areas);
    amount.covered_m2 = area.covered_m2;
    amount.valid_m2 = area.valid_m2;
    amount.touched_t = mass;
    if (piece.whole()) {
        amount.wholly_inside_t = mass;
        amount.value_t = mass;
        amount.by_area_t = mass;
    } else {
        amount.from_edge_t = mass * piece.weight;
        amount.value_t = amount.from_edge_t;
        amount.by_area_t = mass * piece.fraction;
        amount.covered_m2 *= piece.fraction;
        amount.valid_m2 *= piece.fraction;
    }
    return amount;
}

template <typename T>
Closure close(const TileView<T>& view, std::span<const TilePlan::Claim> claims)
{
    Closure closure;
    auto claim = claims.begin();
    const CellWindow& window = view.window;
    for (std::size_t row = window.row; row < window.row + window.rows; ++row) {
        const double tonnes = view.tonnes_of(row);
        const RunSum whole_row = sum_run(view.at(row, window.column), window.columns);
        closure.grid_t += whole_row.sum * tonnes;
        closure.cells_without_data += window.columns - whole_row.valid;
        if (claim == claims.end() || claim->row != row) {
            closure.outside_t += whole_row.sum * tonnes;
            continue;
        }
        std::size_t next = window.column;
        const auto add_outside = [&](std::size_t column, std::size_t length, double share) {
            closure.outside_t += sum_short_run(view.at(row, column), length).sum * tonnes * share;
        };
        for (; claim != claims.end() && claim->row == row; ++claim) {
            add_outside(next, claim->column - next, 1.0);
            if (claim->weight < 1.0) {
                add_outside(claim->column, claim->length, 1.0 - claim->weight);
            } else if (claim->weight > 1.0) {
                closure.overlap_t += sum_short_run(view.at(row, claim->column), claim->length).sum
                    * tonnes * (claim->weight - 1.0);
            }
            next = claim->column + claim->length;
        }
        add_outside(next, window.column + window.columns - next, 1.0);
    }
    return closure;
}

template <typename T>
TileSums sum_view(const TileView<T>& view, const PlannedTile& tile, const CellAreas& true_areas)
{
    TileSums sums;
    for (const TilePlan::Piece& piece : tile.pieces()) {
        if (sums.shares.empty() || sums.shares.back().city != piece.city) {
            sums.shares.push_back({ piece.city, {} });
        }
        sums.shares.back().amount += sum_piece(view, piece, true_areas);
    }
    sums.closure = close(view, tile.claims());
    return sums;
}

/// Returns the tonnes per stored unit, by row. Requires: all cells of a row have the same area, or
/// the values are not per area.
std::vector<double> tonnes_by_row(
    const Layer& layer, const CellWindow& window, const CellAreas& areas)
{
    std::vector<double> tonnes(window.rows, layer.tonnes_per_unit);
    for (std::size_t r = 0; layer.per_area && r < window.rows; ++r) {
        tonnes[r] *= areas.of(window.row + r, 0);
    }
    return tonnes;
}

} // namespace

CityAmount& CityAmount::operator+=(const CityAmount& other)
{
    value_t += other.value_t;
    wholly_inside_t += other.wholly_inside_t;
    touched_t += other.touched_t;
    from_edge_t += other.from_edge_t;
    by_area_t += other.by_area_t;
    covered_m2 += other.covered_m2;
    valid_m2 += other.valid_m2;
    return *this;
}

double Closure::residual() const
{
    const double expected = cities_t + outside_t - overlap_t;
    return grid_t == 0.0 ? expected : (expected - grid_t) / grid_t;
}

TileSums sum_tile(const Raster& raster, const Layer& layer, RawBlock& block,
    const PlannedTile& tile, const AreaPair& areas)
{
    unpack(block, raster.path().c_str());
    const CellWindow& window = tile.window();
    const Packing& packing = raster.packing(layer);
    const std::size_t stride = block.stride == 0 ? window.columns : block.stride;
    const bool alike_in_a_row = !layer.per_area || areas.provider.by_row();
    if (alike_in_a_row && decodes_in_place(block, packing)) {
        const float* values = decode_in_place(block, packing).data();
        TileSums sums = sum_view(TileView<float> { values, stride, window,
                                     tonnes_by_row(layer, window, areas.provider) },
            tile, areas.ellipsoidal);
        sums.suspects = nodata_suspects(values, window.rows, window.columns, stride);
        return sums;
    }
    std::vector<double> values(block.count());
    decode(block, packing, values);
    // Scaled values differ from the stored numbers that stand for no data.
    const bool packed = packing.scale != 1.0 || packing.offset != 0.0;
    const NodataSuspects suspects = packed
        ? NodataSuspects {}
        : nodata_suspects(values.data(), window.rows, window.columns, stride);
    std::vector<double> tonnes;
    if (alike_in_a_row) {
        tonnes = tonnes_by_row(layer, window, areas.provider);
    } else {
        tonnes.assign(window.rows, 1.0);
    }
    for (std::size_t r = 0; !alike_in_a_row && r < window.rows; ++r) {
        for (std::size_t c = 0; c < window.columns; ++c) {
            values[r * stride + c]
                *= areas.provider.of(window.row + r, window.column + c) * layer.tonnes_per_unit;
        }
    }
    TileSums sums = sum_view(TileView<double> { values.data(), stride, window, std::move(tonnes) },
        tile, areas.ellipsoidal);
    sums.suspects = suspects;
    return sums;
}

} // namespace cityflux
