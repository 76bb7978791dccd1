import { t } from 'elysia'
import { label } from '../../http/text.ts'

export const UploadQuery = t.Object(
  {
    filename: t.Optional({
      ...label(255, { examples: ['analytical-engine.png'] }),
      description:
        'What to call it; `file` when left out. 1 to 255 characters, without characters that control lines or direction; ' +
        'separators of paths become `_`.',
    }),
  },
  { additionalProperties: false },
)
