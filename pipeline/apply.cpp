#include "pipeline/apply.h"

#include <algorithm>
#include <list>
#include <mutex>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>

namespace cityflux {
namespace {

/// Small tiles are taken several at a time: a piece of work is at least about this many cells.
constexpr std::size_t cells_of_work = 256 * 1024;
/// Bytes in work for each cell: as stored, inflated, and decoded.
constexpr std::size_t bytes_per_cell = 16;

/// Consecutive tiles of one layer.
struct Work {
    std::size_t layer = 0;
    std::size_t first_tile = 0;
    std::size_t end_tile = 0;
};

struct WorkSums {
    Work work;
    std::vector<TileSums> tiles;
};

class Application {
public:
    Application(Raster& raster, const std::vector<Layer>& layers, const TilePlan& plan, const CellAreas& areas,
        const CellAreas& true_areas)
        : raster_(raster)
        , layers_(layers)
        , plan_(plan)
        , areas_(areas)
        , true_areas_(true_areas)
        , totals_(layers.size())
    {
        const std::size_t cells_of_a_tile = plan.tiling().rows * plan.tiling().columns;
        tiles_of_work_ = std::max<std::size_t>(1, cells_of_work / cells_of_a_tile);
        bytes_of_work_ = std::max(cells_of_a_tile, cells_of_work) * bytes_per_cell;
        for (LayerTotals& totals : totals_) {
            totals.cities.resize(plan.cities());
            totals.closure.tiles = plan.tiles_of_grid();
            totals.closure.tiles_read = plan.tiles();
        }
    }

    std::vector<LayerTotals> run(std::size_t memory_bytes, const Progress& progress)
    {
        const std::size_t threads = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
        const std::size_t in_flight = std::clamp(memory_bytes / bytes_of_work_, threads, 4 * threads);
        const double all = static_cast<double>(std::max<std::size_t>(1, layers_.size() * plan_.tiles()));
        tbb::parallel_pipeline(in_flight,
            tbb::make_filter<void, WorkSums*>(
                tbb::filter_mode::serial_in_order, [&](tbb::flow_control& control) { return next_work(control); })
                & tbb::make_filter<WorkSums*, WorkSums*>(tbb::filter_mode::parallel, [&](WorkSums* sums) { return sum(sums); })
                & tbb::make_filter<WorkSums*, void>(tbb::filter_mode::serial_in_order, [&](const WorkSums* sums) {
                      add(*sums);
                      progress(static_cast<double>(sums->work.layer * plan_.tiles() + sums->work.end_tile) / all);
                      const std::lock_guard guard(lock_);
                      in_work_.pop_front();
                  }));
        for (LayerTotals& totals : totals_) {
            for (const CityAmount& city : totals.cities) {
                totals.closure.cities_t += city.value_t;
            }
        }
        return std::move(totals_);
    }

private:
    WorkSums* next_work(tbb::flow_control& control)
    {
        if (next_layer_ == layers_.size() || plan_.tiles() == 0) {
            control.stop();
            return nullptr;
        }
        const Work work { next_layer_, next_tile_, std::min(next_tile_ + tiles_of_work_, plan_.tiles()) };
        next_tile_ = work.end_tile;
        if (next_tile_ == plan_.tiles()) {
            next_tile_ = 0;
            ++next_layer_;
        }
        const std::lock_guard guard(lock_);
        return &in_work_.emplace_back(WorkSums { work, {} });
    }

    WorkSums* sum(WorkSums* sums)
    {
        const Work& work = sums->work;
        RawBlock& block = blocks_.local();
        for (std::size_t tile = work.first_tile; tile < work.end_tile; ++tile) {
            raster_.read(layers_[work.layer], plan_.window(tile), block);
            sums->tiles.push_back(sum_tile(raster_, layers_[work.layer], block, plan_, tile, areas_, true_areas_));
        }
        return sums;
    }

    void add(const WorkSums& sums)
    {
        LayerTotals& totals = totals_[sums.work.layer];
        for (const TileSums& tile : sums.tiles) {
            for (const TileSums::Share& share : tile.shares) {
                totals.cities[share.city] += share.amount;
            }
            totals.closure.grid_t += tile.closure.grid_t;
            totals.closure.outside_t += tile.closure.outside_t;
            totals.closure.overlap_t += tile.closure.overlap_t;
            totals.closure.cells_without_data += tile.closure.cells_without_data;
        }
    }

    Raster& raster_;
    const std::vector<Layer>& layers_;
    const TilePlan& plan_;
    const CellAreas& areas_;
    const CellAreas& true_areas_;
    std::size_t tiles_of_work_ = 1;
    std::size_t bytes_of_work_ = 0;
    std::size_t next_layer_ = 0;
    std::size_t next_tile_ = 0;
    tbb::enumerable_thread_specific<RawBlock> blocks_;
    /// In order. Kept here, because the pipeline leaks what is on its way when an exception ends it.
    std::list<WorkSums> in_work_;
    std::mutex lock_; ///< of in_work_
    std::vector<LayerTotals> totals_;
};

} // namespace

std::vector<LayerTotals> apply(Raster& raster, const std::vector<Layer>& layers, const TilePlan& plan, const CellAreas& areas,
    const CellAreas& true_areas, std::size_t memory_bytes, const Progress& progress)
{
    return Application(raster, layers, plan, areas, true_areas).run(memory_bytes, progress);
}

} // namespace cityflux
