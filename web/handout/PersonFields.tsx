import { Form, Input, Radio } from 'antd'
import type { ReactNode } from 'react'
import { differs, type PersonProblems, type TypedPerson, withNumber } from './person.ts'

/** The four items of one person, judged while they are typed: a field that was left, or all once one has tried to go on. */
export function PersonFields(props: {
  person: TypedPerson
  problems: PersonProblems
  tried: boolean
  onChange: (person: TypedPerson) => void
}) {
  const { person, problems, tried, onChange } = props
  const put = (change: Partial<TypedPerson>) => onChange({ ...person, ...change })
  const item = (field: keyof TypedPerson, label: string, control: ReactNode) => {
    const said = (tried || person[field].length > (field === 'idNumber' ? 17 : 1)) && problems[field]
    return (
      <Form.Item
        label={label}
        htmlFor={`who-${field}`}
        {...(said && { validateStatus: 'error' as const, help: said })}
        {...(field === 'birthDateReason' && { className: 'xt-redeem-wide' })}
      >
        {control}
      </Form.Item>
    )
  }
  return (
    <div className="xt-redeem-person">
      {item(
        'name',
        '姓名',
        <Input
          id="who-name"
          size="large"
          autoFocus
          autoComplete="name"
          maxLength={50}
          value={person.name}
          onChange={(event) => put({ name: event.target.value })}
        />,
      )}
      {item(
        'idNumber',
        '身份证件号',
        <Input
          id="who-idNumber"
          size="large"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={24}
          className="xt-redeem-code"
          value={person.idNumber}
          onChange={(event) => onChange(withNumber(person, event.target.value))}
        />,
      )}
      {item(
        'gender',
        '性别',
        <Radio.Group
          id="who-gender"
          size="large"
          optionType="button"
          aria-label="性别"
          options={['男', '女']}
          value={person.gender || null}
          onChange={(event) => put({ gender: event.target.value === '男' ? '男' : '女' })}
        />,
      )}
      {item(
        'birthDate',
        '出生日期',
        <Input
          id="who-birthDate"
          size="large"
          autoComplete="bday"
          placeholder="1985-06-01"
          maxLength={20}
          value={person.birthDate}
          onChange={(event) => put({ birthDate: event.target.value })}
        />,
      )}
      {differs(person) &&
        item(
          'birthDateReason',
          '出生日期以档案为准的依据',
          <Input
            id="who-birthDateReason"
            size="large"
            maxLength={200}
            value={person.birthDateReason}
            onChange={(event) => put({ birthDateReason: event.target.value })}
          />,
        )}
    </div>
  )
}
