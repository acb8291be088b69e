#include "grids/storage/raster_pages.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

bool has_name(const std::vector<GridVariable>& variables, const std::string& name)
{
    return std::any_of(variables.begin(), variables.end(),
        [&](const GridVariable& variable) { return variable.name == name; });
}

GridContents contents_of(
    const std::vector<std::unique_ptr<GridFile>>& pages, const std::vector<std::string>& notes)
{
    const GridFile& first = *pages.front();
    GridContents contents {
        .format = first.format(), .grid = first.grid(), .attributes = first.attributes()
    };
    for (const auto& page : pages) {
        contents.variables.insert(
            contents.variables.end(), page->variables().begin(), page->variables().end());
        for (const std::string& note : page->notes()) {
            if (std::find(contents.notes.begin(), contents.notes.end(), note)
                == contents.notes.end()) {
                contents.notes.push_back(note);
            }
        }
    }
    contents.notes.insert(contents.notes.end(), notes.begin(), notes.end());
    return contents;
}

/// File whose variables are those of its pages.
class PagedFile final : public GridFile {
public:
    PagedFile(const std::string& path, std::vector<std::unique_ptr<GridFile>> pages,
        const std::vector<std::string>& notes)
        : GridFile(path, contents_of(pages, notes))
        , pages_(std::move(pages))
    {
        for (const auto& page : pages_) {
            for (const GridVariable& variable : page->variables()) {
                sources_.push_back({ page.get(), &variable });
            }
        }
    }

    Tiling tiling(const GridVariable& variable) const override
    {
        const Source& source = sources_[index_of(variable)];
        return source.page->tiling(*source.variable);
    }

    void read(const GridVariable& variable, std::span<const std::size_t> slice,
        const CellWindow& window, RawBlock& block) override
    {
        const Source& source = sources_[index_of(variable)];
        source.page->read(*source.variable, slice, window, block);
    }

private:
    struct Source {
        GridFile* page;
        const GridVariable* variable;
    };

    std::vector<std::unique_ptr<GridFile>> pages_;
    std::vector<Source> sources_; ///< by variable
};

} // namespace

void name_by_page(
    std::vector<GridVariable>& variables, int page, const std::vector<GridVariable>& taken)
{
    const bool several = variables.size() > 1;
    for (std::size_t b = 0; b < variables.size(); ++b) {
        std::string& name = variables[b].name;
        if (name.starts_with("band ") || has_name(taken, name)) {
            name = several ? fmt::format("page {} band {}", page, b + 1)
                           : fmt::format("page {}", page);
        }
    }
}

std::unique_ptr<GridFile> join_pages(const std::string& path,
    std::vector<std::unique_ptr<GridFile>> pages, const std::vector<std::string>& notes)
{
    return std::make_unique<PagedFile>(path, std::move(pages), notes);
}

} // namespace cityflux
