#include "boundaries/coverage/cell_parts.h"

#include "boundaries/coverage/band_cutter.h"
#include "boundaries/coverage/grid_plane.h"
#include "boundaries/coverage/outline_walk.h"
#include "grids/geometry/earth.h"
#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

namespace cityflux {
namespace {

/// Number of target rows in a band.
constexpr std::size_t rows_of_band = 8;

} // namespace

struct CellCutter::Grids {
    Grids(const Grid& the_source, const Grid& the_target)
        : source(the_source)
        , target(the_target)
        , source_plane(source)
        , x(target.x)
        , y(target.y)
        , source_projection(*source.crs)
        , target_projection(*target.crs)
    {
    }

    Projection copy_of(const Projection& projection)
    {
        const std::lock_guard guard(copying);
        return projection.copy();
    }

    Grid source;
    Grid target;
    GridPlane source_plane;
    GridLines x;
    GridLines y;
    std::mutex copying; ///< lock for copying the projections
    Projection source_projection;
    Projection target_projection;
};

CellCutter::CellCutter(const Grid& source, const Grid& target)
{
    if (target.crs->kind != CrsKind::projected && target.x.widest() >= 180.0) {
        throw InputError(ProblemCode::unsupported, "target grid",
            fmt::format("unsupported width of cells: {:.6g} degrees (allowed: below 180, half the "
                        "way around the Earth)",
                target.x.widest()),
            "choose a grid with narrower cells");
    }
    grids_ = std::make_unique<Grids>(source, target);
}

CellCutter::~CellCutter() = default;

std::size_t CellCutter::bands() const
{
    return CityCut::bands(grids_->target.rows());
}

struct CityCut::Walk {
    Walk(CellCutter::Grids& the_grids, OutlineWalk the_outline)
        : grids(the_grids)
        , outline(std::move(the_outline))
    {
    }

    CellCutter::Grids& grids;
    OutlineWalk outline;
};

CityCut::CityCut(std::unique_ptr<Walk> walk)
    : walk_(std::move(walk))
{
}

CityCut::~CityCut() = default;
CityCut::CityCut(CityCut&& other) noexcept = default;

CityCut CellCutter::begin(const MultiPolygon& city) const
{
    Grids& grids = *grids_;
    const Projection source = grids.copy_of(grids.source_projection);
    const Projection target = grids.copy_of(grids.target_projection);
    OutlineWalk outline;
    if (!city.empty()) {
        const WalkPlanes planes(
            { grids.source, source }, grids.source_plane, { grids.target, target });
        outline = walk_outline(city, planes, grids.x, grids.y);
    }
    return CityCut(std::make_unique<CityCut::Walk>(grids, std::move(outline)));
}

double CellCutter::cut(const MultiPolygon& city, PartsWanted wanted, const TakeParts& take) const
{
    const CityCut walked = begin(city);
    walked.take(0, grids_->target.rows(), wanted, take);
    return walked.area_m2();
}

double CityCut::area_m2() const
{
    return walk_->outline.area * earth::area_per_degree_and_sine();
}

std::size_t CityCut::bands(std::size_t rows)
{
    return (rows + rows_of_band - 1) / rows_of_band;
}

void CityCut::visit_passed(
    const std::function<void(std::size_t row, std::size_t column)>& visit) const
{
    const CellCutter::Grids& grids = walk_->grids;
    for (const Piece& piece : walk_->outline.pieces) {
        visit(grids.y.stored(piece.row), grids.x.stored(piece.column));
    }
}

void CityCut::take(
    std::size_t first, std::size_t rows, PartsWanted wanted, const TakeParts& take) const
{
    CellCutter::Grids& grids = walk_->grids;
    const OutlineWalk& walk = walk_->outline;
    // Rows below are in the order of the lines.
    const auto begin
        = static_cast<std::int32_t>(grids.y.reversed ? grids.target.rows() - first - rows : first);
    const std::int32_t end = begin + static_cast<std::int32_t>(rows);
    const std::int32_t first_row = std::max(walk.first_row, begin);
    const std::int32_t end_row = std::min(walk.last_row, end - 1) + 1;
    const std::int32_t first_column = std::max(walk.first_column, 0);
    const std::int32_t last_column = std::min(walk.last_column, grids.x.cells() - 1);
    if (first_row >= end_row || first_column > last_column) {
        return;
    }
    const CuttingJob job { grids.source_plane, grids.x, grids.y, walk, wanted, first_column,
        last_column - first_column + 1 };
    tbb::enumerable_thread_specific<BandCutter> cutters([&] {
        return BandCutter(
            job, grids.copy_of(grids.source_projection), grids.copy_of(grids.target_projection));
    });
    const auto size = static_cast<std::int32_t>(rows_of_band);
    tbb::parallel_for(
        (first_row - begin) / size, (end_row - 1 - begin) / size + 1, [&](std::int32_t band) {
            const std::int32_t of_band = begin + band * size;
            take(static_cast<std::size_t>(band),
                cutters.local().parts(
                    std::max(of_band, first_row), std::min(of_band + size, end_row)));
        });
}

} // namespace cityflux
